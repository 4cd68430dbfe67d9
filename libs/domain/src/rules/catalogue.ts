import { IDENTITY_NUMBER_RULES } from './identity-number.rules.ts';
import { LIST_RULES } from './list.rules.ts';
import { NAME_RULES } from './name.rules.ts';
import { PERSON_RULES } from './person.rules.ts';
import type { Evidence, RecordField, Repair, Rule, Severity } from './rule.ts';

/** Every rule with its texts: the interface and the API show these, nobody writes a second copy. */
export const RULES = { ...IDENTITY_NUMBER_RULES, ...NAME_RULES, ...PERSON_RULES, ...LIST_RULES } as const;
export type RuleId = keyof typeof RULES;
export const RULE_IDS = Object.keys(RULES) as RuleId[];

/** A rule that a value has hit. It holds a person's data only inside `repair`. */
export interface RuleHit {
  readonly rule: RuleId;
  readonly field: RecordField;
  readonly severity: Severity;
  readonly repair?: Repair;
  readonly evidence?: Evidence;
}

/** The rule of an id, with its literal types widened. */
export function ruleOf(id: RuleId): Rule {
  return RULES[id];
}

/** A hit of a rule, with the value that would repair it where there is one, and why. */
export function hit(rule: RuleId, repair?: Repair, evidence?: Evidence): RuleHit {
  const { field, severity } = RULES[rule];
  // Written out: four shapes cost a third of what spreading them does, and every value of every record comes by here.
  if (repair === undefined)
    return evidence === undefined ? { rule, field, severity } : { rule, field, severity, evidence };
  return evidence === undefined
    ? { rule, field, severity, repair }
    : { rule, field, severity, repair, evidence };
}

/** Hits whose repairs nobody may apply unseen: something else in the value is doubtful, and tidying half of it would hide that. */
export function toConfirm(hits: readonly RuleHit[]): RuleHit[] {
  return hits.map((one) =>
    one.repair?.safe === true ? { ...one, repair: { ...one.repair, safe: false } } : one,
  );
}
