/** An answer: JSON, or bytes as they are when the body is a Buffer (with a content-type among the headers). */
export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** A refusal an outside system answers with; its body has at least a `code`. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: { code: string } & Record<string, unknown>,
    readonly headers: Record<string, string> = {},
  ) {
    super(body.code);
  }
}

/** How a call's work comes about: at once, after the client was told it timed out, or a second time. */
export type Delivery = 'normal' | 'late' | 'second';

export interface Call {
  params: Record<string, string>;
  query: URLSearchParams;
  body: Buffer;
  requestId: string;
  contentType: string | null;
  headers: Readonly<Record<string, string | undefined>>;
  /** Kept in the effect log and otherwise ignored, as real systems do. */
  idempotencyKey: string | null;
  delivery: Delivery;
  json(): Record<string, unknown>;
}

export interface Route {
  method: 'GET' | 'PUT' | 'POST';
  /** Like `/subjects/:id`. */
  path: string;
  /** Name of the call in fault settings; administration has none and never fails. */
  call?: string;
  /** Whether it changes anything: only then it can be doubled. */
  effect?: boolean;
  handle(call: Call): Promise<Answer> | Answer;
}

/** The body as a JSON object. Throws Refusal 400. */
export function jsonBody(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Falls through to the refusal: the text of a body is not repeated anywhere.
  }
  throw new Refusal(400, { code: 'invalid_json' });
}

/** A list of at most `max` strings under `name`. Throws Refusal 400. */
export function stringList(body: Record<string, unknown>, name: string, max: number): string[] {
  const value = body[name];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) {
    throw new Refusal(400, { code: 'invalid_list', name });
  }
  if (value.length > max) throw new Refusal(400, { code: 'too_many', name, max });
  return value as string[];
}

/** A page size between 1 and `max`. */
export function pageLimit(query: URLSearchParams, standard: number, max: number): number {
  const value = Number(query.get('limit') ?? standard);
  return Number.isInteger(value) && value > 0 ? Math.min(value, max) : standard;
}
