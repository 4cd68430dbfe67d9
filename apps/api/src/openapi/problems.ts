import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_CODES } from '#domain/errors';

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['get']>;
type ResponseObject = Exclude<OperationObject['responses'][string], undefined | { $ref: string }>;
type SchemaObject = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

const text: SchemaObject = { type: 'string' };

/** RFC 9457 with the members every refusal has; what a code adds besides stands beside them. */
export const PROBLEM_SCHEMAS: Readonly<Record<string, SchemaObject>> = {
  ErrorCode: { type: 'string', enum: [...ERROR_CODES].sort() },
  FieldProblem: {
    type: 'object',
    required: ['field', 'message', 'messageEn'],
    properties: {
      field: text,
      index: { type: 'integer', minimum: 0, description: 'The item, for a field inside a list' },
      message: text,
      messageEn: text,
    },
  },
  Problem: {
    type: 'object',
    description: 'Refusal / từ chối (RFC 9457)',
    required: ['type', 'title', 'titleEn', 'detail', 'detailEn', 'status', 'code', 'instance'],
    properties: {
      type: { type: 'string', format: 'uri', pattern: '^urn:ban-giao:problem:[a-z_]+$' },
      title: text,
      titleEn: text,
      detail: text,
      detailEn: text,
      status: { type: 'integer', minimum: 400, maximum: 599 },
      code: { $ref: '#/components/schemas/ErrorCode' },
      instance: { type: 'string', description: 'The path of the request' },
      errors: { type: 'array', items: { $ref: '#/components/schemas/FieldProblem' } },
    },
    additionalProperties: true,
  },
};

export const PROBLEM_CONTENT = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
} as const;

const SECONDS = { schema: { type: 'integer', minimum: 0 } } as const;
const CHALLENGE = { required: true, schema: text } as const;

/** What each refusing status means; the codes stand in the answer. */
const STATUSES = {
  400: 'The request is malformed / yêu cầu không hợp lệ',
  401: 'Not signed in, or the sign-in is too old / chưa đăng nhập hoặc cần đăng nhập lại',
  403: 'Not allowed in this capacity or area / không có quyền hoặc ngoài địa bàn',
  404: 'Not there / không tìm thấy',
  409: 'Not in the present state / trạng thái hiện tại không cho phép',
  412: 'Changed since it was read / đã thay đổi từ khi đọc',
  413: 'Too large / quá lớn',
  415: 'Unknown media type / định dạng không được hỗ trợ',
  422: 'Understood, but wrong in itself / nội dung không đúng quy tắc',
  428: 'If-Match is missing / thiếu If-Match',
  429: 'Too many requests / quá nhiều yêu cầu',
  500: 'A defect / lỗi hệ thống',
  503: 'Try again / tạm thời không phục vụ được',
} as const;
export type ProblemStatus = keyof typeof STATUSES;

const HEADERS: Partial<Record<ProblemStatus, NonNullable<ResponseObject['headers']>>> = {
  401: { 'WWW-Authenticate': CHALLENGE },
  429: { 'Retry-After': SECONDS },
};

/** The problem answers by status, each written once. */
export function problemResponses(): Record<string, ResponseObject> {
  return Object.fromEntries(
    Object.entries(STATUSES).map(([status, description]) => {
      const headers = HEADERS[Number(status) as ProblemStatus];
      return [
        `Problem${status}`,
        {
          description,
          ...(headers === undefined ? {} : { headers }),
          content: PROBLEM_CONTENT,
        },
      ];
    }),
  );
}

/** Which refusals a route can give, from what it takes. */
export function problemsOf(operation: OperationObject): ProblemStatus[] {
  const parameters = (operation.parameters ?? []).flatMap((each) => ('name' in each ? [each] : []));
  const has = (name: string): boolean => parameters.some((each) => each.name === name);
  const takes = (place: string): boolean => parameters.some((each) => each.in === place);
  const writes = has('Idempotency-Key');
  const body = operation.requestBody !== undefined;
  const closed = operation.security !== undefined && operation.security.length > 0;
  const when = (holds: boolean, ...statuses: ProblemStatus[]): ProblemStatus[] => (holds ? statuses : []);
  return [
    ...when(parameters.length > 0 || body, 400),
    ...when(closed, 401, 403),
    ...when(takes('path') || writes, 404),
    // Reading what a state does not show is refused like an act that it does not allow.
    ...when(writes || takes('path'), 409),
    ...when(has('If-Match'), 412, 428),
    ...when(body || writes, 413, 415),
    ...when(takes('query') || takes('path') || writes || body, 422),
    ...[429 as const, 500 as const, 503 as const],
  ];
}
