import { useMutation } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useMemo, useState } from 'react';
import { DEFECT_GROUPS } from '#domain/rules/rule';
import { post } from '../api/calls.ts';
import { DEFECT_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { defineWords, say, useWords } from '../language/words.ts';
import { Defects, usePersonColumns } from '../records/columns.tsx';
import { useBrowser, useChosen, type Chip } from '../records/record-browser.tsx';
import { RecordPanel } from '../records/record-panel.tsx';
import { useRecordStore } from '../records/record-store.ts';
import { RecordTable, type Column } from '../records/record-table.tsx';
import { Value } from '../records/value.tsx';
import { RECORD_WORDS } from '../records/words.ts';
import { useRefusal } from '../states/refusal.tsx';
import { useComplete } from '../tasks/use-task.ts';
import { ActionBar } from './action-bar.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import type { StepProps } from './step-props.ts';

const WORDS = defineWords({
  table: ['Danh sách đối tượng sai thông tin', 'Residents whose data is wrong'],
  exclude: ['Loại khỏi danh sách', 'Exclude'],
  excludeText: [
    'Loại {n} hồ sơ không thuộc danh sách này. Hồ sơ bị loại vẫn còn trong lịch sử, kèm lý do.',
    'Excludes {n} records that do not belong here. They stay in the history, with the reason.',
  ],
  excluded: ['Đã loại {n} hồ sơ', '{n} records excluded'],
  finish: ['Gửi danh sách cho Tổ công tác cấp xã', 'Send the list to the commune'],
});

/** Step 2: the list as the platform gives it, with what is wrong. */
export default function CompileStep({ task, mine }: StepProps) {
  const t = useWords(WORDS);
  const records = useWords(RECORD_WORDS);
  const language = useLanguage();
  const { message } = App.useApp();
  const refused = useRefusal();
  const store = useRecordStore(task.id);
  const complete = useComplete(task);
  const [present, setPresent] = useState<number | null>(null);
  const [chosen, choose, clear] = useChosen();
  const [asking, setAsking] = useState(false);
  const chips = useMemo(
    () =>
      DEFECT_GROUPS.map((group): Chip => ({
        key: group,
        label: say(DEFECT_LABELS[group], language),
        holds: ({ defects }) => defects.includes(group),
      })),
    [language],
  );
  const { shown, tools } = useBrowser(store, task.recordCount, chips);
  const person = usePersonColumns();
  const columns = useMemo<readonly Column[]>(
    () => [
      ...person,
      {
        key: 'gender',
        title: records('gender'),
        width: '5rem',
        wide: true,
        cell: (record) => <Value record={record} field="gender" />,
      },
      {
        key: 'defects',
        title: records('defects'),
        width: 'minmax(7rem, 1fr)',
        cell: (record) => <Defects record={record} short />,
      },
    ],
    [person, records],
  );
  const exclude = useMutation({
    mutationFn: (reason: string) =>
      post<{ excluded: number }>('/tasks/{id}/exclusions', {
        path: { id: task.id },
        body: { epoch: task.claimEpoch, recordNos: [...chosen], reason },
      }),
    onSuccess: ({ excluded }) => {
      store.drop([...chosen]);
      clear();
      setAsking(false);
      void message.success(t('excluded', { n: excluded }));
    },
    onError: refused,
  });
  const record = present === null ? undefined : store.find(present);
  return (
    <>
      {tools}
      <div className="split">
        <RecordTable
          records={shown}
          columns={columns}
          present={present}
          onPresent={setPresent}
          label={t('table')}
          {...(mine ? { chosen, onChoose: choose } : {})}
        />
        <RecordPanel record={record} columns={['platform', 'current']} />
      </div>
      {mine ? (
        <ActionBar
          left={
            chosen.size === 0 ? null : (
              <>
                <strong>{records('chosen', { n: chosen.size })}</strong>
                <Button onClick={() => setAsking(true)}>{t('exclude')}</Button>
              </>
            )
          }
        >
          <Button
            type="primary"
            size="large"
            loading={complete.isPending}
            onClick={() => complete.mutate({})}
          >
            {t('finish')}
          </Button>
        </ActionBar>
      ) : null}
      {asking ? (
        <ReasonDialog
          title={t('exclude')}
          busy={exclude.isPending}
          onCancel={() => setAsking(false)}
          onSend={(reason) => exclude.mutate(reason)}
        >
          <p>{t('excludeText', { n: chosen.size })}</p>
        </ReasonDialog>
      ) : null}
    </>
  );
}
