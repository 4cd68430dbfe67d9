import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '#domain/errors';

/** The ETag of a thing that is edited. */
export const etagOf = ({ version }: { readonly version: number }): string => `"${version}"`;

/**
 * Parameter of every route that edits: the version the caller saw, from `If-Match`.
 * @throws DomainError `precondition_missing` without one, `precondition_failed` for a tag that was never given out.
 */
export const SeenVersion = createParamDecorator(
  (_: unknown, context: ExecutionContext): number => {
    const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
    if (header === undefined) throw new DomainError('precondition_missing');
    const [, version] = /^"(\d{1,9})"$/.exec(header) ?? [];
    if (version === undefined) throw new DomainError('precondition_failed');
    return Number(version);
  },
  [
    (target, key) => {
      const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
      if (key !== undefined && descriptor !== undefined)
        ApiHeader({
          name: 'If-Match',
          required: true,
          description: 'ETag of what was read',
          schema: { type: 'string', pattern: '^"[0-9]{1,9}"$' },
        })(target, key, descriptor);
    },
  ],
);
