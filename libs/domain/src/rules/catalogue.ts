import { IDENTITY_NUMBER_RULES } from './identity-number.rules.ts';
import { PERSON_RULES } from './person.rules.ts';
import type { RecordField, Repair, Rule, Severity } from './rule.ts';

/** Every rule with its texts: the interface and the API show these, nobody writes a second copy. */
export const RULES = { ...IDENTITY_NUMBER_RULES, ...PERSON_RULES } as const;
export type RuleId = keyof typeof RULES;
export const RULE_IDS = Object.keys(RULES) as RuleId[];

/** A rule that a value has hit. It holds a person's data only inside `repair`. */
export interface RuleHit {
  readonly rule: RuleId;
  readonly field: RecordField;
  readonly severity: Severity;
  readonly repair?: Repair;
}

/** The rule of an id, with its literal types widened. */
export function ruleOf(id: RuleId): Rule {
  return RULES[id];
}

/** A hit of a rule, with the value that would repair it where there is one. */
export function hit(rule: RuleId, repair?: Repair): RuleHit {
  const { field, severity } = RULES[rule];
  return repair === undefined ? { rule, field, severity } : { rule, field, severity, repair };
}
