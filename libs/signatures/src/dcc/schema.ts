import { isDay } from './payload.ts';

/**
 * What a certificate must be to be issued: the rules of the EU schema for vaccination certificates (1.3.0, and 1.3.3 which asks for less),
 * and stricter where real certificates went wrong: no unknown members, no empty texts, NFC, the country's two letters.
 */
type Rule = (value: unknown) => boolean;

const text =
  (longest = 80): Rule =>
  (value) =>
    typeof value === 'string' &&
    value !== '' &&
    value === value.trim() &&
    value === value.normalize('NFC') &&
    [...value].length <= longest &&
    !/[\p{Cc}\p{Cs}]/u.test(value);
const pattern =
  (form: RegExp): Rule =>
  (value) =>
    typeof value === 'string' && form.test(value);
const doses: Rule = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value < 100;
const standardName = pattern(/^[A-Z]+(?:<[A-Z]+)*$/);
const birthDate: Rule = (value) =>
  pattern(/^(?:(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?)?$/)(value) &&
  ((value as string).length < 10 || isDay(value as string));

const ENTRY: Readonly<Record<string, Rule>> = {
  tg: pattern(/^\d{6,18}$/),
  vp: text(),
  mp: text(),
  ma: text(),
  dn: doses,
  sd: doses,
  dt: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && isDay(value),
  co: pattern(/^[A-Z]{2}$/),
  is: text(),
  ci: (value) => text()(value) && pattern(/^URN:UVCI:01:[A-Z]{2}:[A-Z0-9/]+(?:#[A-Z0-9/:])?$/)(value),
};
const NAME: Readonly<Record<string, Rule>> = {
  fn: text(),
  fnt: (value) => standardName(value) && (value as string).length <= 80,
  gn: text(),
  gnt: (value) => standardName(value) && (value as string).length <= 80,
};
const NAME_OPTIONAL: ReadonlySet<string> = new Set(['gn', 'gnt']);

/** The members that keep a vaccination certificate from being issued; empty when it is right. Names members only, never values. */
export function schemaProblems(certificate: unknown): string[] {
  if (!isObject(certificate)) return ['certificate'];
  const { ver, nam, dob, v, ...more } = certificate;
  const [entry] = Array.isArray(v) ? (v as unknown[]) : [];
  const problems = Object.keys(more).map((name) => `${name} is unknown`);
  if (ver !== '1.3.0') problems.push('ver');
  if (!birthDate(dob)) problems.push('dob');
  problems.push(...membersOf('nam', nam, NAME, NAME_OPTIONAL));
  if (!Array.isArray(v) || v.length !== 1) problems.push('v');
  else problems.push(...membersOf('v', entry, ENTRY, new Set()));
  return problems;
}

function membersOf(
  where: string,
  value: unknown,
  rules: Readonly<Record<string, Rule>>,
  optional: ReadonlySet<string>,
): string[] {
  if (!isObject(value)) return [where];
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(rules, name));
  const wrong = Object.entries(rules).filter(([name, rule]) =>
    value[name] === undefined ? !optional.has(name) : !rule(value[name]),
  );
  return [
    ...unknown.map((name) => `${where}.${name} is unknown`),
    ...wrong.map(([name]) => `${where}.${name}`),
  ];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
