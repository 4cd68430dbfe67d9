import { readFileSync } from 'node:fs';
import type { OpenAPIObject } from '@nestjs/swagger';

export type SchemaObject = Exclude<
  NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string],
  { $ref: string }
>;

export interface OperationAnswer {
  /** Null where the answer is a file, a stream or a redirection. */
  readonly answer: SchemaObject | null;
  /** The class that checks each parameter of the address. */
  readonly pipes: Readonly<Record<string, string>>;
}

/** What every route answers, as `scripts/answers.mjs` read it from the return types of the controllers. */
export interface Answers {
  readonly operations: Readonly<Record<string, OperationAnswer>>;
  readonly schemas: Readonly<Record<string, SchemaObject>>;
}

let kept: Answers | undefined;

/** @throws Error when the file was not made yet. */
export function readAnswers(): Answers {
  const file = new URL('./answers.json', import.meta.url);
  try {
    return (kept ??= JSON.parse(readFileSync(file, 'utf8')) as Answers);
  } catch {
    throw new Error('apps/api/src/openapi/answers.json is missing: run node scripts/answers.mjs.');
  }
}
