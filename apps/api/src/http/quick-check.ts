import { isUUID } from 'class-validator';

type Class = new () => object;

/** What a field's decorators accept as it is, without a conversion. Where it says no, class-validator is asked, and may still say yes. */
export interface QuickCheck {
  readonly optional: boolean;
  readonly accepts: (value: unknown) => boolean;
  /** The class of an object, or of each object of a list. */
  readonly nested?: () => Class;
}

const checks = new WeakMap<object, Map<string, QuickCheck>>();

/** Notes what a field accepts; part of the field's decorator. */
export function quickly(check: QuickCheck): PropertyDecorator {
  return (prototype, property) => {
    const own = checks.get(prototype) ?? new Map<string, QuickCheck>();
    own.set(String(property), check);
    checks.set(prototype, own);
  };
}

const found = new Map<Class, ReadonlyMap<string, QuickCheck>>();

/** The checks of a class and of those it extends. */
function checksOf(type: Class): ReadonlyMap<string, QuickCheck> {
  let all = found.get(type);
  if (all === undefined) {
    const chain: (readonly [string, QuickCheck])[][] = [];
    for (let at: unknown = type.prototype; at instanceof Object; at = Object.getPrototypeOf(at))
      chain.unshift([...(checks.get(at) ?? [])]);
    all = new Map(chain.flat());
    found.set(type, all);
  }
  return all;
}

/**
 * The object as an instance of its class when every field is plainly right, undefined when a check must look closer: at something wrong,
 * unknown, or to be converted. Bodies of 200 decisions are nearly always right, and checking them one decorator after the other took
 * longer than everything else the API did with them.
 */
export function plainlyRight<T extends object>(type: new () => T, plain: object): T | undefined {
  const all = checksOf(type);
  const instance = new type() as Record<string, unknown>;
  for (const key of Object.keys(plain)) if (!all.has(key)) return undefined;
  for (const [key, { optional, accepts, nested }] of all) {
    const value = (plain as Record<string, unknown>)[key];
    if (value === undefined || value === null) {
      if (!optional) return undefined;
      if (value === null) instance[key] = null;
      continue;
    }
    if (!accepts(value)) return undefined;
    const made = nested === undefined ? value : nestedIn(nested(), value);
    if (made === undefined) return undefined;
    instance[key] = made;
  }
  return instance as T;
}

function nestedIn(type: Class, value: unknown): unknown {
  if (!Array.isArray(value)) return isObject(value) ? plainlyRight(type, value) : undefined;
  const made: object[] = [];
  for (const item of value as unknown[]) {
    const instance = isObject(item) ? plainlyRight(type, item) : undefined;
    if (instance === undefined) return undefined;
    made.push(instance);
  }
  return made;
}

/** An object of JSON: neither a list nor of a class. */
export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Letters outside the basic plane and variation selectors count differently in class-validator. */
const COUNTED_OTHERWISE = /[\ud800-\udfff]|\ufe0e|\ufe0f/;

export const isPlainText = (value: unknown, min: number, max: number, pattern?: RegExp): boolean =>
  typeof value === 'string' &&
  value.length >= min &&
  value.length <= max &&
  !COUNTED_OTHERWISE.test(value) &&
  (pattern === undefined || (!pattern.global && !pattern.sticky && pattern.test(value)));

export const isWhole = (value: unknown, min: number, max: number): boolean =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

export const isListOf = (
  value: unknown,
  { min = 1, max = 1_000 }: { readonly min?: number; readonly max?: number },
  accepts: (item: unknown) => boolean = () => true,
): boolean =>
  Array.isArray(value) && value.length >= min && value.length <= max && (value as unknown[]).every(accepts);

export const isId = (value: unknown): boolean => isUUID(value, 'all');
