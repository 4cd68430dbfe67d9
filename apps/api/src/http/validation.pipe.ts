import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { isUUID, validateSync, type ValidationError } from 'class-validator';
import { DomainError } from '#domain/errors';
import { plainlyRight } from './quick-check.ts';
import { bothTexts, inBoth } from './validation-texts.ts';

export interface FieldError {
  readonly field: string;
  /** The item's index, for a field inside a list. */
  readonly index?: number;
  readonly message: string;
  readonly messageEn: string;
}

const PLAIN: ReadonlySet<unknown> = new Set([String, Boolean, Number, Array, Object, undefined]);

/** Checks bodies and query strings against their classes and refuses unknown fields. @throws DomainError `invalid_input` with one entry per field. */
@Injectable()
export class FieldsPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom' || metatype === undefined || PLAIN.has(metatype)) return value;
    const plain = value ?? {};
    if (typeof plain !== 'object' || Array.isArray(plain))
      throw fieldProblem('', 'Phải là đối tượng JSON', 'Must be a JSON object');
    const right = plainlyRight(metatype as new () => object, plain);
    if (right !== undefined) return right;
    const instance = plainToInstance(metatype as new () => object, plain);
    const errors = validateSync(instance, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: false,
      stopAtFirstError: true,
    });
    if (errors.length > 0) throw new DomainError('invalid_input', { errors: flatten(errors) });
    return instance;
  }
}

/** An id in an address. @throws DomainError `invalid_input`. */
@Injectable()
export class UuidPipe implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    if (!isUUID(value)) throw fieldProblem(data ?? 'id', 'Phải là mã UUID', 'Must be a UUID');
    return value.toLowerCase();
  }
}

/** A refusal of one field in both languages. */
export function fieldProblem(field: string, vietnamese: string, english: string): DomainError {
  return new DomainError('invalid_input', {
    errors: [{ field, ...bothTexts('', inBoth(vietnamese, english)) }],
  });
}

function flatten(errors: readonly ValidationError[], path = '', index?: number): FieldError[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const item = /^\d+$/.test(property);
    const field = item ? path : path === '' ? property : `${path}.${property}`;
    const at = item ? Number(property) : index;
    const own = Object.entries(constraints ?? {}).map(([rule, message]) => ({
      field,
      ...(at === undefined ? {} : { index: at }),
      ...bothTexts(rule, message),
    }));
    return [...own, ...flatten(children ?? [], field, at)];
  });
}
