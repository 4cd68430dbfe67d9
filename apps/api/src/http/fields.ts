import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { isId, isListOf, isObject, isPlainText, isWhole, quickly, type QuickCheck } from './quick-check.ts';
import { inBoth } from './validation-texts.ts';

/** What every field may say of itself. */
export interface FieldOptions {
  readonly optional?: boolean;
  readonly description?: string;
}

interface Sized {
  readonly min?: number;
  readonly max?: number;
}

function field(
  { optional = false, description }: FieldOptions,
  api: ApiPropertyOptions,
  quick: Omit<QuickCheck, 'optional'>,
  ...decorators: PropertyDecorator[]
): PropertyDecorator {
  const described = { ...api, required: !optional, ...(description === undefined ? {} : { description }) };
  return applyDecorators(
    ApiProperty(described as ApiPropertyOptions),
    ...(optional ? [IsOptional()] : []),
    quickly({ ...quick, optional }),
    ...decorators,
  );
}

const atLeast = (min: number, units: string, unitsEn: string): string =>
  min === 1
    ? inBoth('Bắt buộc nhập', 'Must not be empty')
    : inBoth(`Phải có ít nhất ${min} ${units}`, `Must have at least ${min} ${unitsEn}`);
const MUST_BE_TEXT = inBoth('Phải là chuỗi ký tự', 'Must be text');
const MUST_BE_WHOLE = inBoth('Phải là số nguyên', 'Must be a whole number');

/** Text of `min` (1) to `max` (500) characters, matching `pattern` if given. */
export function TextField(
  options: FieldOptions & Sized & { readonly pattern?: RegExp } = {},
): PropertyDecorator {
  const { min = 1, max = 500, pattern } = options;
  return field(
    options,
    { type: String, minLength: min, maxLength: max, ...(pattern ? { pattern: pattern.source } : {}) },
    { accepts: (value) => isPlainText(value, min, max, pattern) },
    ...(pattern
      ? [Matches(pattern, { message: inBoth('Không đúng định dạng', 'Has the wrong format') })]
      : []),
    MinLength(min, {
      message: atLeast(min, 'ký tự', 'characters'),
    }),
    MaxLength(max, { message: inBoth(`Không được quá ${max} ký tự`, `Must have at most ${max} characters`) }),
    IsString({ message: MUST_BE_TEXT }),
  );
}

/** A whole number from `min` (0) to `max`; digits in a query string count as a number. */
export function WholeField(options: FieldOptions & Sized = {}): PropertyDecorator {
  const { min = 0, max = 2_147_483_647 } = options;
  return field(
    options,
    { type: 'integer', minimum: min, maximum: max },
    { accepts: (value) => isWhole(value, min, max) },
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value,
    ),
    Min(min, { message: inBoth(`Không được nhỏ hơn ${min}`, `Must be at least ${min}`) }),
    Max(max, { message: inBoth(`Không được lớn hơn ${max}`, `Must be at most ${max}`) }),
    IsInt({ message: MUST_BE_WHOLE }),
  );
}

/** True or false; the words count in a query string. */
export function FlagField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: Boolean },
    { accepts: (value) => typeof value === 'boolean' },
    Transform(({ value }: { value: unknown }) =>
      value === 'true' ? true : value === 'false' ? false : value,
    ),
    IsBoolean({ message: inBoth('Phải là true hoặc false', 'Must be true or false') }),
  );
}

export function UuidField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: String, format: 'uuid' },
    { accepts: isId },
    IsUUID('all', { message: inBoth('Phải là mã UUID', 'Must be a UUID') }),
  );
}

/** A moment with date, time and zone (ISO 8601). */
export function MomentField(options: FieldOptions = {}): PropertyDecorator {
  const message = inBoth('Phải là thời điểm ISO 8601 có múi giờ', 'Must be an ISO 8601 moment with a zone');
  return field(
    options,
    { type: String, format: 'date-time' },
    { accepts: () => false },
    Matches(/T.*(Z|[+-]\d\d:?\d\d)$/, { message }),
    IsISO8601({ strict: true }, { message }),
  );
}

/** One of a fixed set of words. */
export function OneOfField(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: String, enum: [...values] },
    { accepts: (value) => values.includes(value as string) },
    IsIn(values, {
      message: inBoth(`Phải là một trong: ${values.join(', ')}`, `Must be one of: ${values.join(', ')}`),
    }),
  );
}

/** Several of a fixed set of words; in a query string separated by commas. */
export function SomeOfField(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    {
      type: 'array',
      items: { type: 'string', enum: [...values] },
      style: 'form',
      explode: false,
    } as ApiPropertyOptions,
    { accepts: (value) => Array.isArray(value) && value.every((item) => values.includes(item as string)) },
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value)),
    IsIn(values, {
      each: true,
      message: inBoth(
        `Mỗi mục phải là một trong: ${values.join(', ')}`,
        `Each must be one of: ${values.join(', ')}`,
      ),
    }),
    IsArray({ message: inBoth('Phải là danh sách', 'Must be a list') }),
  );
}

function listOf({ min = 1, max = 1_000 }: Sized, ...each: PropertyDecorator[]): PropertyDecorator[] {
  return [
    ...each,
    ArrayMinSize(min, { message: atLeast(min, 'mục', 'items') }),
    ArrayMaxSize(max, { message: inBoth(`Không được quá ${max} mục`, `Must have at most ${max} items`) }),
    IsArray({ message: inBoth('Phải là danh sách', 'Must be a list') }),
  ];
}

/** A list of texts. */
export function TextListField(
  options: FieldOptions & Sized & { readonly pattern?: RegExp } = {},
): PropertyDecorator {
  const { pattern, min = 1, max = 1_000 } = options;
  const accepts = (item: unknown) => isPlainText(item, 0, Infinity, pattern);
  return field(
    options,
    {
      ...{ type: 'array', minItems: min, maxItems: max },
      items: { type: 'string', ...(pattern ? { pattern: pattern.source } : {}) },
    },
    { accepts: (value) => isListOf(value, options, accepts) },
    ...listOf(
      options,
      ...(pattern
        ? [
            Matches(pattern, {
              each: true,
              message: inBoth('Có mục không đúng định dạng', 'An item has the wrong format'),
            }),
          ]
        : []),
      IsString({ each: true, message: inBoth('Mỗi mục phải là chuỗi ký tự', 'Each item must be text') }),
    ),
  );
}

/** A list of record numbers or other whole numbers from 1. */
export function WholeListField(options: FieldOptions & Sized = {}): PropertyDecorator {
  return field(
    options,
    {
      ...{ type: 'array', minItems: options.min ?? 1, maxItems: options.max ?? 1_000 },
      items: { type: 'integer', minimum: 1, maximum: 2_147_483_647 },
    },
    { accepts: (value) => isListOf(value, options, (item) => isWhole(item, 1, 2_147_483_647)) },
    ...listOf(
      options,
      Min(1, { each: true, message: inBoth('Mỗi mục phải từ 1 trở lên', 'Each item must be at least 1') }),
      Max(2_147_483_647, { each: true, message: inBoth('Có mục quá lớn', 'An item is too large') }),
      IsInt({ each: true, message: inBoth('Mỗi mục phải là số nguyên', 'Each item must be a whole number') }),
    ),
  );
}

/** An object of another class. */
export function NestedField(type: () => new () => object, options: FieldOptions = {}): PropertyDecorator {
  const message = inBoth('Phải là đối tượng JSON', 'Must be a JSON object');
  return field(
    options,
    { type },
    { accepts: isObject, nested: type },
    Type(type),
    ValidateNested({ message }),
    IsObject({ message }),
  );
}

/** A list of objects of another class; their errors name the item's index. */
export function NestedListField(
  type: () => new () => object,
  options: FieldOptions & Sized = {},
): PropertyDecorator {
  const message = inBoth('Mỗi mục phải là đối tượng JSON', 'Each item must be a JSON object');
  return field(
    options,
    {
      ...{ type, isArray: true, minItems: options.min ?? 1, maxItems: options.max ?? 1_000 },
    } as ApiPropertyOptions,
    { accepts: (value) => isListOf(value, options), nested: type },
    Type(type),
    ...listOf(options, ValidateNested({ each: true, message })),
  );
}

/** An object whose keys are data, such as columns of a template; whoever takes it checks its values. */
export function ObjectField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: 'object', additionalProperties: true },
    { accepts: isObject },
    IsObject({ message: inBoth('Phải là đối tượng JSON', 'Must be a JSON object') }),
  );
}
