import { Alert, Button, Modal, Space } from 'antd';
import { labelOf, FIELD_LABELS, POLICE_OUTCOME_LABELS, VILLAGE_OUTCOME_LABELS } from '../language/labels.ts';
import { formatMoment } from '../language/format.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { written } from '../records/value.tsx';
import { Status } from '../states/status.tsx';
import type { FieldName } from '../api/views.ts';
import type { Conflict, DecisionQueue, QueueState } from './decision-queue.ts';
import { DRAFT_WORDS } from './words.ts';

/** Whether everything has reached the server, and what a person has to settle. */
export function QueueStatus({ queue, state }: { readonly queue: DecisionQueue; readonly state: QueueState }) {
  const t = useWords(DRAFT_WORDS);
  const language = useLanguage();
  const [conflict] = state.conflicts;
  return (
    <>
      <span role="status" aria-live="polite" className="queue-status">
        {state.status === 'saved' ? (
          <Status tone="good">{t('saved')}</Status>
        ) : state.status === 'sending' ? (
          <Status>{t('sending', { n: state.waiting })}</Status>
        ) : state.status === 'offline' ? (
          <Status tone="warn">{t('offline', { n: state.waiting })}</Status>
        ) : null}
      </span>
      {state.stopped === null ? null : (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={`${t('stopped')}: ${state.stopped.title(language)}`}
          description={state.stopped.detail(language)}
        />
      )}
      {state.refusals.map((refusal) => (
        <Alert
          key={refusal.pending.recordNo}
          type="warning"
          role="alert"
          title={t('refused', { n: refusal.pending.recordNo, why: refusal.problem.title(language) })}
          description={refusal.problem.detail(language)}
          action={<Button onClick={() => queue.dismiss(refusal)}>{t('close')}</Button>}
        />
      ))}
      {conflict === undefined ? null : <ConflictDialog conflict={conflict} queue={queue} />}
    </>
  );
}

function ConflictDialog({ conflict, queue }: { readonly conflict: Conflict; readonly queue: DecisionQueue }) {
  const t = useWords(DRAFT_WORDS);
  const language = useLanguage();
  const { pending, fresh, changes } = conflict;
  const outcomes = { ...VILLAGE_OUTCOME_LABELS, ...POLICE_OUTCOME_LABELS };
  const fieldName = (field: string): string => say(labelOf(FIELD_LABELS, field), language);
  const [change] = changes;
  const theirs = fresh.policeOutcome ?? fresh.villageOutcome;
  return (
    <Modal
      open
      closable={false}
      title={t('conflictTitle', { n: pending.recordNo })}
      footer={
        <Space>
          <Button autoFocus onClick={() => queue.resolve(conflict, false)}>
            {t('keepTheirs')}
          </Button>
          <Button type="primary" onClick={() => queue.resolve(conflict, true)}>
            {t('keepMine')}
          </Button>
        </Space>
      }
    >
      {change === undefined ? null : (
        <p>
          {t('conflictBy', {
            who: change.by ?? t('somebody'),
            fields: [...new Set(changes.map(({ field }) => fieldName(camel(field))))].join(', '),
            at: formatMoment(change.at),
          })}
        </p>
      )}
      <table className="plain-table">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('theirs')}</th>
            <th scope="col">{t('mine')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t('outcomeField')}</th>
            <td>{say(labelOf(outcomes, theirs), language)}</td>
            <td>{say(labelOf(outcomes, pending.outcome), language)}</td>
          </tr>
          {(Object.entries(pending.values) as [FieldName, string | null][]).map(([field, value]) => (
            <tr key={field}>
              <th scope="row">{fieldName(field)}</th>
              <td>{written(field, fresh.current[field])}</td>
              <td>{written(field, value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}

/** Changes name columns of the database. */
function camel(column: string): string {
  return column === 'village_outcome' || column === 'police_outcome'
    ? 'outcome'
    : column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
