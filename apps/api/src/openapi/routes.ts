import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiProduces, ApiResponse } from '@nestjs/swagger';
import type { ProblemStatus } from './problems.ts';

/** Text that is JSON of a `T` already, sent byte for byte because somebody signed or will sign exactly it. */
export type JsonText<T> = string & { readonly of?: T };

/** The answer carries the ETag of what it shows. */
export const Tagged = (): MethodDecorator => ApiExtension('x-etag', true);

/** The same body may come with this status, too. */
export const AlsoAnswers = (status: number): MethodDecorator => ApiExtension('x-also', status);

/** The answer is a file or a stream of one of these media types. */
export function Sends(...types: string[]): MethodDecorator {
  return applyDecorators(ApiProduces(...types), ApiExtension('x-sends', types));
}

/** The answer sends the browser elsewhere. */
export function Redirects(description: string): MethodDecorator {
  return ApiResponse({
    status: 303,
    description,
    headers: { Location: { required: true, schema: { type: 'string', format: 'uri-reference' } } },
  });
}

/** The route refuses with these statuses besides those that follow from what it takes. */
export const Refuses = (...statuses: ProblemStatus[]): MethodDecorator & ClassDecorator =>
  ApiExtension('x-refuses', statuses);

/** The caller has the present version already (If-None-Match). */
export const Unchanged = (): MethodDecorator => ApiExtension('x-unchanged', true);
