import { RULES, type RuleId } from '#domain/rules/catalogue';
import type { FieldName, HintView, RecordView } from '../api/views.ts';
import { formatBirthDate } from '../language/format.ts';
import { useLanguage } from '../language/language.ts';
import { useWords } from '../language/words.ts';
import { RECORD_WORDS } from './words.ts';

/** A value as people write it. */
export function written(field: FieldName, value: string | null | undefined): string {
  if (!value) return '';
  return field === 'dateOfBirth' ? formatBirthDate(value) : value;
}

/** The text of the rule that a value hit; the rules bring their own. */
export function useRuleText(): (hint: HintView) => string {
  const language = useLanguage();
  return ({ rule }) => RULES[rule as RuleId]?.[language] ?? rule;
}

/** The hints of one field, errors first. */
export function hintsOf(record: RecordView, field: FieldName): readonly HintView[] {
  return record.hints.filter((hint) => hint.field === field);
}

/** A field's present value, marked when a rule says it cannot be right, or when it was changed. */
export function Value({ record, field }: { readonly record: RecordView; readonly field: FieldName }) {
  const t = useWords(RECORD_WORDS);
  const ruleText = useRuleText();
  const value = written(field, record.current[field]);
  const hints = hintsOf(record, field).filter(({ severity }) => severity !== 'info');
  const missing = field === 'idNumber' && record.defects.includes('missing_id');
  const badFormat = field === 'idNumber' && record.defects.includes('bad_id_format');
  const bad = hints.length > 0 || missing || badFormat;
  const title = hints.map(ruleText).join('; ');
  if (value === '')
    return (
      <span className={bad ? 'value-empty value-bad' : 'value-empty'} title={title || undefined}>
        {t('empty')}
      </span>
    );
  return (
    <span className={bad ? 'value-bad' : undefined} title={title || undefined}>
      {value}
    </span>
  );
}
