import { Button, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { RecordView } from '../api/views.ts';
import { useDecisionQueue } from '../drafts/use-queue.ts';
import { QueueStatus } from '../drafts/queue-status.tsx';
import { useWords } from '../language/words.ts';
import { useBrowser, type Chip } from '../records/record-browser.tsx';
import { useRecords, useRecordStore } from '../records/record-store.ts';
import { useComplete } from '../tasks/use-task.ts';
import { ActionBar } from './action-bar.tsx';
import { useDecisions } from './decisions.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { ReviewDesk } from './review-desk.tsx';
import { ReviewHouseholds } from './review-households.tsx';
import { VisitSheet } from './visit-sheet.tsx';
import { REVIEW_WORDS } from './review.words.ts';
import type { StepProps } from './step-props.ts';
import { STEP_WORDS } from './words.ts';

const NARROW = '(max-width: 60rem)';

/** Step 4: a village looks at its residents, at a desk or at the door with a phone. */
export default function ReviewStep({ task, mine }: StepProps) {
  const t = useWords(REVIEW_WORDS);
  const step = useWords(STEP_WORDS);
  const store = useRecordStore(task.id);
  const { records, loaded } = useRecords(store);
  const [queue, state] = useDecisionQueue(task, store, 'villageOutcome');
  const { decide, undo } = useDecisions(queue, store, 'villageOutcome');
  const complete = useComplete(task);
  const [returning, setReturning] = useState(false);
  const [search, setSearch] = useSearchParams();
  const view = search.get('view') ?? (matchMedia(NARROW).matches ? 'households' : 'table');
  const chips = useMemo(
    (): readonly Chip[] => [
      { key: 'undecided', label: t('undecided'), holds: ({ villageOutcome }) => villageOutcome === null },
      { key: 'decided', label: t('decided'), holds: ({ villageOutcome }) => villageOutcome !== null },
      {
        key: 'missing',
        label: t('missing'),
        holds: ({ defects }: RecordView) =>
          defects.includes('missing_id') || defects.includes('bad_id_format'),
      },
      {
        key: 'wrong',
        label: t('wrong'),
        holds: ({ defects }: RecordView) => defects.includes('wrong_basic_info'),
      },
    ],
    [t],
  );
  const { shown, tools } = useBrowser(store, task.recordCount, chips);
  const left = records.reduce((sum, { villageOutcome }) => sum + (villageOutcome === null ? 1 : 0), 0);
  const finish = async (body: Readonly<Record<string, unknown>>): Promise<void> => {
    if (await queue.flush()) complete.mutate(body);
  };
  if (view === 'sheet') return <VisitSheet task={task} records={records} />;
  return (
    <>
      <div className="step-tools no-print">
        <Segmented
          value={view}
          options={[
            { value: 'households', label: t('households') },
            { value: 'table', label: t('asTable') },
          ]}
          onChange={(value) => setSearch({ view: value }, { replace: true })}
        />
        <Button onClick={() => setSearch({ view: 'sheet' })}>{t('print')}</Button>
        {mine ? <QueueStatus queue={queue} state={state} /> : null}
      </div>
      {tools}
      {view === 'households' ? (
        <ReviewHouseholds records={shown} mine={mine} decide={decide} undo={undo} />
      ) : (
        <ReviewDesk store={store} records={shown} mine={mine} decide={decide} undo={undo} />
      )}
      {mine ? (
        <ActionBar left={<Button onClick={() => setReturning(true)}>{step('returnAll')}</Button>}>
          {left > 0 ? <span className="muted">{t('left', { n: left })}</span> : null}
          <Button
            type="primary"
            size="large"
            disabled={left > 0 || loaded !== 'all'}
            loading={complete.isPending}
            onClick={() => void finish({})}
          >
            {t('finish')}
          </Button>
        </ActionBar>
      ) : null}
      {returning ? (
        <ReasonDialog
          title={step('returnAll')}
          busy={complete.isPending}
          onCancel={() => setReturning(false)}
          onSend={(reason) => void finish({ outcome: 'returned', reason })}
        />
      ) : null}
    </>
  );
}
