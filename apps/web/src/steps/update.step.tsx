import { useMutation } from '@tanstack/react-query';
import { Button, Progress } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { post } from '../api/calls.ts';
import type { TaskView } from '../api/views.ts';
import { useWords } from '../language/words.ts';
import { usePersonColumns } from '../records/columns.tsx';
import { useBrowser, type Chip } from '../records/record-browser.tsx';
import { RecordPanel } from '../records/record-panel.tsx';
import { useRecords, useRecordStore } from '../records/record-store.ts';
import { RecordTable, type Column } from '../records/record-table.tsx';
import { useRefusal } from '../states/refusal.tsx';
import { Status } from '../states/status.tsx';
import { useComplete, useTaskChanged } from '../tasks/use-task.ts';
import { ActionBar } from './action-bar.tsx';
import { PLATFORM_WORDS } from './platform.words.ts';
import type { StepProps } from './step-props.ts';
import { UPDATE_TONES, updateWord } from './update-states.ts';

/** Step 9: the platform is brought up to date by the machine; what fails is listed with its reason, and tried again. */
export default function UpdateStep({ task, mine }: StepProps) {
  const t = useWords(PLATFORM_WORDS);
  const refused = useRefusal();
  const changed = useTaskChanged();
  const store = useRecordStore(task.id);
  const { records } = useRecords(store);
  const complete = useComplete(task);
  const [present, setPresent] = useState<number | null>(null);
  const { job } = task;
  const running = job?.state === 'running' || job?.state === 'requested';
  const runKey = `${job?.runNo ?? 0} ${job?.state ?? ''}`;
  useEffect(() => {
    // A run that has just ended changed what the records say.
    if (runKey.endsWith('done') || runKey.endsWith('failed')) void store.load();
  }, [runKey, store]);
  const chips = useMemo(
    (): readonly Chip[] =>
      (['failed', 'done', 'waiting', 'skipped'] as const).map((key) => ({
        key,
        label: t(key),
        holds: (record) => updateWord(record) === key,
      })),
    [t],
  );
  const { shown, tools } = useBrowser(store, task.recordCount, chips);
  const person = usePersonColumns();
  const columns = useMemo<readonly Column[]>(
    () => [
      ...person,
      {
        key: 'update',
        title: t('state'),
        width: 'minmax(10rem, 1fr)',
        cell: (record) => (
          <>
            <Status tone={UPDATE_TONES[updateWord(record)]}>{t(updateWord(record))}</Status>{' '}
            {record.updateFailure}
          </>
        ),
      },
    ],
    [person, t],
  );
  const start = useMutation({
    mutationFn: () =>
      post<TaskView>('/tasks/{id}/start', { path: { id: task.id }, body: { epoch: task.claimEpoch } }),
    onSuccess: changed,
    onError: refused,
  });
  const failed = records.filter((record) => updateWord(record) === 'failed').length;
  const record = present === null ? undefined : store.find(present);
  return (
    <>
      {running ? (
        <div className="card task-note" role="status">
          <p>{t('running')}</p>
          <Progress
            aria-label={t('running')}
            percent={Math.round((100 * (job?.done ?? 0)) / Math.max(1, job?.total ?? task.recordCount))}
            format={() => t('progress', { done: job?.done ?? 0, total: job?.total ?? task.recordCount })}
          />
        </div>
      ) : null}
      {tools}
      <div className="split">
        <RecordTable
          records={shown}
          columns={columns}
          present={present}
          onPresent={setPresent}
          label={t('table')}
        />
        <RecordPanel record={record} columns={['platform', 'current']}>
          {record?.updateFailure ? (
            <p className="value-bad">{t('why', { reason: record.updateFailure })}</p>
          ) : null}
        </RecordPanel>
      </div>
      {mine ? (
        <ActionBar left={failed > 0 && !running ? <span>{t('failedLeft', { n: failed })}</span> : null}>
          <Button
            size="large"
            type={job === null ? 'primary' : 'default'}
            disabled={running || (job?.state === 'done' && failed === 0)}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {job !== null && failed > 0 ? t('again', { n: failed }) : t('start')}
          </Button>
          <Button
            size="large"
            type={job?.state === 'done' ? 'primary' : 'default'}
            disabled={job?.state !== 'done'}
            loading={complete.isPending}
            onClick={() => complete.mutate({})}
          >
            {t('finish')}
          </Button>
        </ActionBar>
      ) : null}
    </>
  );
}
