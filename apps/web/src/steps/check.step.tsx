import { Button } from 'antd';
import { useMemo, useState } from 'react';
import type { RecordView } from '../api/views.ts';
import { useWords } from '../language/words.ts';
import { usePersonColumns } from '../records/columns.tsx';
import { useBrowser, type Chip } from '../records/record-browser.tsx';
import { RecordPanel } from '../records/record-panel.tsx';
import { useRecordStore } from '../records/record-store.ts';
import { RecordTable, type Column } from '../records/record-table.tsx';
import { Status } from '../states/status.tsx';
import { useComplete } from '../tasks/use-task.ts';
import { ActionBar } from './action-bar.tsx';
import { PLATFORM_WORDS } from './platform.words.ts';
import type { StepProps } from './step-props.ts';
import { CHECK_TONES, checkWord } from './check-states.ts';

/** Step 10: what the platform says of every record now. */
export default function CheckStep({ task, mine }: StepProps) {
  const t = useWords(PLATFORM_WORDS);
  const store = useRecordStore(task.id);
  const complete = useComplete(task);
  const [present, setPresent] = useState<number | null>(null);
  const chips = useMemo(
    (): readonly Chip[] =>
      (['wrong', 'right', 'none'] as const).map((key) => ({
        key,
        label: t(key),
        holds: (record: RecordView) => checkWord(record) === key,
      })),
    [t],
  );
  const { shown, tools } = useBrowser(store, task.recordCount, chips);
  const person = usePersonColumns();
  const columns = useMemo<readonly Column[]>(
    () => [
      ...person,
      {
        key: 'verification',
        title: t('verification'),
        width: 'minmax(9rem, 1fr)',
        cell: (record) => <Status tone={CHECK_TONES[checkWord(record)]}>{t(checkWord(record))}</Status>,
      },
    ],
    [person, t],
  );
  return (
    <>
      <p className="muted">{t('checkHint')}</p>
      {tools}
      <div className="split">
        <RecordTable
          records={shown}
          columns={columns}
          present={present}
          onPresent={setPresent}
          label={t('checkTable')}
        />
        <RecordPanel
          record={present === null ? undefined : store.find(present)}
          columns={['platform', 'current']}
        />
      </div>
      {mine ? (
        <ActionBar>
          <Button
            type="primary"
            size="large"
            loading={complete.isPending}
            onClick={() => complete.mutate({})}
          >
            {t('finishCheck')}
          </Button>
        </ActionBar>
      ) : null}
    </>
  );
}
