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

/** Wrong values of every kind; few enough of them that many bodies are right. */
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
const mostly = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 19, arbitrary: right }, { weight: 1, arbitrary: odd });
const text = mostly(fc.constantFrom('ab', 'abc', 'abcd', null));
const inner = fc.record(
  { no: mostly(fc.integer({ min: 1, max: 9 })), text },
  { requiredKeys: ['no'], noNullPrototype: true },
);
const words = fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 });
const body = fc.record(
  {
    epoch: mostly(fc.nat(5)),
    items: mostly(fc.array(inner, { minLength: 1, maxLength: 2 })),
    inner: mostly(inner),
    one: mostly(fc.constantFrom('a', 'b')),
    some: mostly(words),
    flag: mostly(fc.boolean()),
    id: mostly(fc.uuid()),
    texts: mostly(fc.array(fc.constantFrom('x', 'xy'), { maxLength: 2 })),
    numbers: mostly(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 })),
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
      { numRuns: 1_000 },
    );
    expect(passed).toBeGreaterThan(100);
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
