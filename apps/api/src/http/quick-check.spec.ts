import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import fc from 'fast-check';
import {
  FlagField,
  NestedField,
  NestedListField,
  OneOfField,
  SomeOfField,
  TextField,
  TextListField,
  UuidField,
  WholeField,
  WholeListField,
} from './fields.ts';
import { plainlyRight } from './quick-check.ts';

class Inner {
  @WholeField({ min: 1, max: 9 })
  readonly no!: number;

  @TextField({ optional: true, min: 2, max: 4 })
  readonly text?: string | null;
}

class Base {
  @WholeField({ min: 0 })
  readonly epoch!: number;
}

class Outer extends Base {
  @NestedListField(() => Inner, { max: 2 })
  readonly items!: Inner[];

  @NestedField(() => Inner, { optional: true })
  readonly inner?: Inner;

  @OneOfField(['a', 'b'], { optional: true })
  readonly one?: string;

  @SomeOfField(['a', 'b'], { optional: true })
  readonly some?: string[];

  @FlagField({ optional: true })
  readonly flag?: boolean;

  @UuidField({ optional: true })
  readonly id?: string;

  @TextListField({ optional: true, min: 0, max: 2, pattern: /^x/ })
  readonly texts?: string[];

  @WholeListField({ optional: true, min: 0, max: 2 })
  readonly numbers?: number[];
}

/** Right and wrong values of every kind, so that bodies are right about as often as not. */
const odd = fc.constantFrom(
  null,
  '',
  'x',
  'xy',
  'a',
  0,
  1,
  2.5,
  -1,
  'ab😀',
  '😀',
  true,
  [],
  ['a'],
  {},
  ['x1'],
  [1],
  '7',
);
const text = fc.oneof(fc.constantFrom('ab', 'abcd', 'a', 'abcde', '😀b', null), odd);
const inner = fc.oneof(
  fc.record(
    { no: fc.oneof(fc.integer({ min: -1, max: 11 }), odd), text },
    { requiredKeys: ['no'], noNullPrototype: true },
  ),
  fc.record({ no: fc.integer({ min: 1, max: 9 }) }, { noNullPrototype: true }),
  odd,
);
const body = fc.record(
  {
    epoch: fc.oneof(fc.nat(5), odd),
    items: fc.oneof(fc.array(inner, { maxLength: 3 }), odd),
    inner,
    one: fc.oneof(fc.constantFrom('a', 'b', 'c'), odd),
    some: fc.oneof(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }), odd),
    flag: fc.oneof(fc.boolean(), odd),
    id: fc.oneof(fc.uuid(), odd),
    texts: fc.oneof(fc.array(fc.constantFrom('x', 'x😀', 'y'), { maxLength: 3 }), odd),
    numbers: fc.oneof(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }), odd),
    unknown: odd,
  },
  { requiredKeys: ['epoch', 'items'], noNullPrototype: true },
);

describe('the quick check of bodies', () => {
  it('lets nothing through that class-validator refuses, and makes the same of it', async () => {
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(body, async (plain) => {
        const quick = plainlyRight(Outer, plain);
        if (quick === undefined) return;
        passed += 1;
        const slow = plainToInstance(Outer, plain);
        expect(
          await validate(slow, {
            whitelist: true,
            forbidNonWhitelisted: true,
            forbidUnknownValues: false,
          }),
        ).toEqual([]);
        expect(quick).toEqual(slow);
        expect(quick).toBeInstanceOf(Outer);
      }),
      { numRuns: 3_000 },
    );
    expect(passed).toBeGreaterThan(5);
  });

  it('lets a plainly right body pass, inherited fields and lists of objects included', () => {
    const plain = { epoch: 3, items: [{ no: 1, text: 'ab' }, { no: 2 }], inner: { no: 9 }, flag: false };
    const quick = plainlyRight(Outer, plain);
    expect(quick).toEqual(plainToInstance(Outer, plain));
    expect(quick?.items[0]).toBeInstanceOf(Inner);
  });

  it.each([
    ['an unknown field', { epoch: 1, items: [{ no: 1 }], more: 1 }],
    ['an unknown field of an item', { epoch: 1, items: [{ no: 1, more: 1 }] }],
    ['a missing field', { items: [{ no: 1 }] }],
    ['an empty list', { epoch: 1, items: [] }],
    ['a number as text, which is converted', { epoch: '1', items: [{ no: 1 }] }],
    ['a list instead of an object', { epoch: 1, items: [[1]] }],
  ])('leaves %s to class-validator', (_, plain) => {
    expect(plainlyRight(Outer, plain)).toBeUndefined();
  });
});
