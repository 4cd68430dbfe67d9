import { Button } from 'antd';
import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { RecordView, TaskView } from '../api/views.ts';
import { FIELD_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { Defects } from '../records/columns.tsx';
import { written } from '../records/value.tsx';
import { RECORD_WORDS } from '../records/words.ts';
import { TASK_PAGE_WORDS } from '../tasks/words.ts';
import { householdsOf } from './households.ts';
import { REVIEW_WORDS } from './review.words.ts';
import './visit-sheet.css';

/** What a village officer takes along on paper: each household with room for what is found. */
export function VisitSheet({
  task,
  records,
}: {
  readonly task: TaskView;
  readonly records: readonly RecordView[];
}) {
  const t = useWords(REVIEW_WORDS);
  const words = useWords(RECORD_WORDS);
  const page = useWords(TASK_PAGE_WORDS);
  const language = useLanguage();
  const [, setSearch] = useSearchParams();
  const households = useMemo(() => householdsOf(records), [records]);
  return (
    <div className="sheet">
      <div className="step-tools no-print">
        <Button onClick={() => setSearch({})}>← {page('back')}</Button>
        <Button type="primary" onClick={() => window.print()}>
          {t('print')}
        </Button>
      </div>
      <h2>{t('sheetTitle', { village: `${task.names.village ?? ''}, ${task.names.commune ?? ''}` })}</h2>
      <p>{t('sheetNote')}</p>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={t('print')}>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{words('no')}</th>
              <th scope="col">{say(FIELD_LABELS.fullName, language)}</th>
              <th scope="col">{say(FIELD_LABELS.dateOfBirth, language)}</th>
              <th scope="col">{say(FIELD_LABELS.gender, language)}</th>
              <th scope="col">{say(FIELD_LABELS.idNumber, language)}</th>
              <th scope="col">{words('defects')}</th>
              <th scope="col" className="sheet-room">
                {t('found')}
              </th>
              <th scope="col">{t('signature')}</th>
            </tr>
          </thead>
          {households.map(({ key, address, records: members }) => (
            <tbody key={key}>
              <tr className="sheet-house">
                <th scope="rowgroup" colSpan={8}>
                  {address ?? t('noAddress')}{' '}
                  {members[0]?.phone === null ? '' : `☎ ${members[0]?.phone ?? ''}`}
                </th>
              </tr>
              {members.map((record) => (
                <tr key={record.recordNo}>
                  <td className="numeric">{record.recordNo}</td>
                  <td>{record.current.fullName}</td>
                  <td>{written('dateOfBirth', record.current.dateOfBirth)}</td>
                  <td>{record.current.gender}</td>
                  <td>{record.current.idNumber}</td>
                  <td>
                    <Defects record={record} />
                  </td>
                  <td />
                  <td />
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </div>
  );
}
