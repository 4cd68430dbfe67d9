import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { readAnswers, type Answers, type OperationAnswer, type SchemaObject } from './answers.ts';
import {
  PROBLEM_CONTENT,
  PROBLEM_SCHEMAS,
  problemResponses,
  problemsOf,
  type ProblemStatus,
} from './problems.ts';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> &
  Record<'x-etag' | 'x-also' | 'x-sends' | 'x-refuses' | 'x-unchanged', unknown>;
type Response = Exclude<Operation['responses'][string], undefined | { $ref: string }>;

const BINARY: SchemaObject = { type: 'string', format: 'binary' };
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const REQUEST_ID = { 'X-Request-Id': { required: true, schema: { type: 'string', format: 'uuid' } } };
const REPLAYED = {
  'Idempotent-Replayed': {
    description: 'true: the answer kept from an earlier request with the same key',
    schema: { type: 'string', enum: ['true'] },
  },
};
const ETAG = { ETag: { required: true, schema: { type: 'string' } } };

/** The OpenAPI 3.1 description of every route: what it takes from its decorators, what it answers from its return type. */
export function openApi(app: NestFastifyApplication): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Bàn Giao')
    .setDescription(
      'Bàn giao danh sách làm sạch dữ liệu: ai giữ, từ khi nào, ai ký. / Custody of citizens’ records by signed, acknowledged handovers. ' +
        'Mọi yêu cầu ghi cần Idempotency-Key; lỗi trả về theo RFC 9457 (application/problem+json).',
    )
    .setVersion('0.1.0')
    .addBearerAuth()
    .addCookieAuth('bangiao', { type: 'apiKey', description: 'Browsers: after /auth/sign-in' }, 'session')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-CSRF-Token' }, 'csrf')
    .build();
  const document = SwaggerModule.createDocument(app, settings);
  const answers = readAnswers();
  for (const item of Object.values(document.paths))
    for (const method of METHODS) {
      const operation = item[method];
      if (operation !== undefined) complete(operation as Operation, method, answers);
    }
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, ...answers.schemas, ...PROBLEM_SCHEMAS };
  document.components.responses = problemResponses();
  return document;
}

function complete(operation: Operation, method: (typeof METHODS)[number], answers: Answers): void {
  const id = operation.operationId ?? '';
  if (operation.security !== undefined)
    operation.security = [{ bearer: [] }, method === 'get' ? { session: [] } : { session: [], csrf: [] }];
  const declared = Object.entries(operation.responses).filter(([status]) => /^[23]/.test(status));
  const redirect = declared.filter(([status]) => status.startsWith('3'));
  const [[status, given] = ['200', undefined]] = redirect.length > 0 ? redirect : declared;
  const known = answers.operations[id];
  if (known === undefined) throw new Error(`No answer of ${id} is known: run node scripts/answers.mjs.`);
  narrowParameters(operation, known.pipes);
  const answer = { ...(given as Response), ...answered(operation, known.answer, id) };
  operation.responses = {
    [status]: redirect.length > 0 ? (given as Response) : answer,
    ...(operation['x-also'] === undefined ? {} : { [String(operation['x-also'])]: answer }),
  };
  if (operation['x-unchanged'] !== undefined)
    operation.responses['304'] = {
      description: 'As the caller knows it',
      headers: { ...REQUEST_ID, ...ETAG },
    };
  const refused = (operation['x-refuses'] ?? []) as ProblemStatus[];
  for (const status of new Set([...problemsOf(operation), ...refused])) {
    const also = operation.responses[status] as Response | undefined;
    // A refusal may come with the body of an answer, or as a problem.
    operation.responses[status] =
      also === undefined
        ? { $ref: `#/components/responses/Problem${status}` }
        : { ...also, content: { ...also.content, ...PROBLEM_CONTENT } };
  }
  for (const name of ['x-etag', 'x-also', 'x-sends', 'x-refuses', 'x-unchanged'] as const)
    delete operation[name];
}

/** What the pipes let through. */
const PIPES: Readonly<Record<string, SchemaObject>> = {
  UuidPipe: { type: 'string', format: 'uuid' },
  RecordNumberPipe: { type: 'integer', minimum: 1, maximum: 999_999_999 },
};

function narrowParameters(operation: Operation, pipes: OperationAnswer['pipes']): void {
  for (const parameter of operation.parameters ?? [])
    if ('name' in parameter && parameter.in === 'path')
      parameter.schema = PIPES[pipes[parameter.name] ?? ''] ?? {
        type: 'string',
        minLength: 1,
        maxLength: 200,
      };
}

function answered(operation: Operation, schema: OperationAnswer['answer'], id: string): Partial<Response> {
  const writes = operation.parameters?.some((each) => 'name' in each && each.name === 'Idempotency-Key');
  const types = operation['x-sends'] as string[] | undefined;
  const body = schema ?? BINARY;
  return {
    headers: {
      ...REQUEST_ID,
      ...(writes ? REPLAYED : {}),
      ...(operation['x-etag'] === undefined ? {} : ETAG),
    } as NonNullable<Response['headers']>,
    content: Object.fromEntries(
      (types ?? ['application/json']).map((type) => [
        type,
        { schema: type.endsWith('json') ? body : BINARY },
      ]),
    ),
    ...(isPage(schema) ? { links: nextPage(id) } : {}),
  };
}

function isPage(schema: OperationAnswer['answer']): boolean {
  return schema !== null && '$ref' in schema && /\/PageOf[^/]*$/.test(String(schema.$ref));
}

/** How to go on from a page: the same route with the cursor it gave. */
function nextPage(operationId: string): NonNullable<Response['links']> {
  return {
    next: {
      operationId,
      parameters: { cursor: '$response.body#/nextCursor' },
      description: 'The next page; there is none when nextCursor is null',
    },
  };
}
