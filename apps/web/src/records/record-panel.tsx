import { Button } from 'antd';
import type { ReactNode } from 'react';
import { isVietnamese } from '#domain/people/nationality';
import { RECORD_FIELDS } from '#domain/rules/rule';
import type { FieldName, HintView, RecordView } from '../api/views.ts';
import { FIELD_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { Defects } from './columns.tsx';
import { populationPerson } from './population.ts';
import { hintsOf, useRuleText, written } from './value.tsx';
import { RECORD_WORDS } from './words.ts';
import './record-panel.css';

export type Side = 'platform' | 'current' | 'population';

interface Props {
  readonly record: RecordView | undefined;
  /** Which sources stand side by side. */
  readonly columns: readonly Side[];
  /** Called to take a suggested value over; absent: suggestions are only shown. */
  readonly onAccept?: (hint: HintView) => void;
  readonly children?: ReactNode;
}

const TITLES = { platform: 'platform', current: 'present', population: 'population' } as const;

/** One record whole: the sources side by side, what differs marked, each defect with its rule and its suggestion. */
export function RecordPanel({ record, columns, onAccept, children }: Props) {
  const t = useWords(RECORD_WORDS);
  const language = useLanguage();
  const ruleText = useRuleText();
  if (record === undefined)
    return (
      <section className="card record-panel" aria-label={t('panel')}>
        <p className="muted">{t('nothingChosen')}</p>
      </section>
    );
  const person = populationPerson(record);
  const valueOf = (side: Side, field: FieldName): string =>
    written(
      field,
      side === 'population'
        ? (person?.[field as keyof typeof person] as string | undefined)
        : record[side][field],
    );
  const fields = RECORD_FIELDS.filter(
    (field) =>
      field === 'idNumber' ||
      // Nearly everybody is a citizen; only another nationality is worth a line.
      (field === 'nationality'
        ? !isVietnamese(record.current.nationality ?? null)
        : columns.some((side) => valueOf(side, field) !== '')),
  );
  return (
    <section className="card record-panel" aria-label={t('panel')}>
      <h2>
        <span className="muted numeric">{record.recordNo}.</span>{' '}
        {written('fullName', record.current.fullName) || t('empty')}
      </h2>
      <p className="record-contact">
        {record.address}
        {record.phone === null ? null : (
          <>
            {' · '}
            <a href={`tel:${record.phone}`}>{record.phone}</a>
          </>
        )}
      </p>
      {record.defects.length === 0 ? null : (
        <p className="record-defects">
          <Defects record={record} />
        </p>
      )}
      <table className="plain-table record-compare">
        <thead>
          <tr>
            <th scope="col">{t('field')}</th>
            {columns.map((side) => (
              <th key={side} scope="col">
                {t(TITLES[side])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => {
            const values = columns.map((side) => valueOf(side, field));
            const differs =
              new Set(values.filter((value) => value !== '').map((value) => value.toLocaleUpperCase('vi')))
                .size > 1;
            return (
              <tr key={field} className={differs ? 'record-differs' : undefined}>
                <th scope="row">{say(FIELD_LABELS[field], language)}</th>
                {columns.map((side, at) => (
                  <td key={side}>
                    {values[at] === '' ? <span className="value-empty">{t('empty')}</span> : values[at]}
                    {side === 'current'
                      ? hintsOf(record, field).map((hint) => (
                          <div key={hint.rule} className={`record-hint record-hint-${hint.severity}`}>
                            {ruleText(hint)}
                            {hint.repair === undefined ? null : (
                              <div>
                                {t('suggestion', { value: written(field, hint.repair.value) })}{' '}
                                {onAccept === undefined ? null : (
                                  <Button size="small" onClick={() => onAccept(hint)}>
                                    {t('accept')}
                                  </Button>
                                )}
                              </div>
                            )}
                          </div>
                        ))
                      : null}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {record.villageNote === null ? null : (
        <p>
          <strong>{t('note')}:</strong> {record.villageNote}
        </p>
      )}
      {children}
    </section>
  );
}
