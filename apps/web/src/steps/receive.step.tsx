import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { Receipt } from '#domain/handovers/manifest';
import { post } from '../api/calls.ts';
import type { RecordView, TaskView } from '../api/views.ts';
import { formatNumber } from '../language/format.ts';
import { defineWords, useWords } from '../language/words.ts';
import { Outcome, usePersonColumns } from '../records/columns.tsx';
import { useBrowser, useChosen, type Chip } from '../records/record-browser.tsx';
import { RecordPanel } from '../records/record-panel.tsx';
import { useRecordStore } from '../records/record-store.ts';
import { RecordTable, type Column } from '../records/record-table.tsx';
import { RECORD_WORDS } from '../records/words.ts';
import { inWords } from '../signing/manifest-words.tsx';
import { SignDialog } from '../signing/sign-dialog.tsx';
import { useRefusal } from '../states/refusal.tsx';
import { useTaskChanged } from '../tasks/use-task.ts';
import { ActionBar } from './action-bar.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import type { StepProps } from './step-props.ts';

const WORDS = defineWords({
  table: ['Hồ sơ được bàn giao', 'Records handed over'],
  refused: ['Từ chối', 'Refused'],
  refuse: ['Từ chối tiếp nhận', 'Refuse'],
  refuseText: [
    'Từ chối {n} hồ sơ. Hồ sơ bị từ chối quay lại Công an, phần còn lại vẫn được tiếp nhận.',
    'Refuses {n} records. They go back to the police; the rest is received.',
  ],
  keep: ['Tiếp nhận lại', 'Receive after all'],
  reason: ['Lý do từ chối', 'Reason of the refusal'],
  receive: ['Tiếp nhận {n} hồ sơ, ký nhận', 'Receive {n} records and countersign'],
  refuseAll: ['Từ chối toàn bộ, ký', 'Refuse everything and sign'],
  sentence: [
    '{to} tiếp nhận của {from} {n} ({words}) hồ sơ, từ chối {refused} hồ sơ.',
    '{to} receives {n} records from {from} and refuses {refused}.',
  ],
  purpose: ['Ký nhận bàn giao', 'Countersign the handover'],
  done: ['Đã tiếp nhận', 'Received'],
});

/** Step 8: the station receives the signed list, may refuse single records, and countersigns. */
export default function ReceiveStep({ task, mine }: StepProps) {
  const t = useWords(WORDS);
  const words = useWords(RECORD_WORDS);
  const { message } = App.useApp();
  const [, go] = useLocation();
  const queries = useQueryClient();
  const problem = useRefusal();
  const changed = useTaskChanged();
  const store = useRecordStore(task.id);
  const [present, setPresent] = useState<number | null>(null);
  const [chosen, choose, clear] = useChosen();
  const [refusals, setRefusals] = useState<ReadonlyMap<number, string>>(new Map());
  const [asking, setAsking] = useState(false);
  const [receipt, setReceipt] = useState<string>();
  const chips = useMemo(
    (): readonly Chip[] => [
      { key: 'refused', label: t('refused'), holds: ({ recordNo }: RecordView) => refusals.has(recordNo) },
    ],
    [t, refusals],
  );
  const { shown, all, tools } = useBrowser(store, task.recordCount, chips);
  const person = usePersonColumns();
  const columns = useMemo<readonly Column[]>(
    () => [
      ...person,
      {
        key: 'outcome',
        title: words('outcome'),
        width: '12rem',
        cell: ({ recordNo, policeOutcome }) =>
          refusals.has(recordNo) ? (
            <span className="value-bad">{t('refused')}</span>
          ) : (
            <Outcome outcome={policeOutcome} />
          ),
      },
    ],
    [person, words, t, refusals],
  );
  const draft = useMutation({
    mutationFn: () =>
      post<{ receipt: string }>('/tasks/{id}/receipt', {
        path: { id: task.id },
        body: {
          epoch: task.claimEpoch,
          refused: [...refusals].map(([recordNo, reason]) => ({ recordNo, reason })),
        },
      }),
    onSuccess: ({ receipt: text }) => setReceipt(text),
    onError: problem,
  });
  const receive = async (signature: string): Promise<void> => {
    const after = await post<TaskView>('/tasks/{id}/receive', {
      path: { id: task.id },
      body: { epoch: task.claimEpoch, signature },
    });
    changed(after);
    void queries.invalidateQueries({ queryKey: ['handovers'] });
    void message.success(t('done'));
    go('/');
  };
  const record = present === null ? undefined : store.find(present);
  const accepted = all.length - refusals.size;
  const refuse = (recordNos: readonly number[], reason: string): void =>
    setRefusals(
      (before) => new Map([...before, ...recordNos.map((recordNo) => [recordNo, reason] as const)]),
    );
  const keep = (recordNo: number): void =>
    setRefusals((before) => {
      const after = new Map(before);
      after.delete(recordNo);
      return after;
    });
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
        <RecordPanel record={record} columns={['platform', 'current']}>
          {record !== undefined && refusals.has(record.recordNo) ? (
            <div>
              <label htmlFor="refusal">{t('reason')}</label>
              <Input.TextArea
                id="refusal"
                maxLength={300}
                value={refusals.get(record.recordNo) ?? ''}
                onChange={({ target }) => refuse([record.recordNo], target.value)}
              />
              <Button onClick={() => keep(record.recordNo)}>{t('keep')}</Button>
            </div>
          ) : null}
        </RecordPanel>
      </div>
      {mine ? (
        <ActionBar
          left={
            <>
              <Button
                disabled={chosen.size === 0 && present === null}
                onClick={() => {
                  if (chosen.size === 0 && present !== null) choose([present], true);
                  setAsking(true);
                }}
              >
                {t('refuse')}
              </Button>
              <span>{chosen.size > 0 ? words('chosen', { n: chosen.size }) : null}</span>
            </>
          }
        >
          <Button
            type="primary"
            size="large"
            loading={draft.isPending}
            disabled={all.length === 0}
            onClick={() => draft.mutate()}
          >
            {accepted > 0 ? t('receive', { n: accepted }) : t('refuseAll')}
          </Button>
        </ActionBar>
      ) : null}
      {asking ? (
        <ReasonDialog
          title={t('refuse')}
          onCancel={() => setAsking(false)}
          onSend={(reason) => {
            refuse([...chosen], reason);
            clear();
            setAsking(false);
          }}
        >
          <p>{t('refuseText', { n: chosen.size })}</p>
        </ReasonDialog>
      ) : null}
      {receipt === undefined ? null : (
        <SignDialog
          content={receipt}
          purpose={t('purpose')}
          onSigned={receive}
          onClose={() => setReceipt(undefined)}
        >
          <ReceiptWords receipt={JSON.parse(receipt) as Receipt} />
        </SignDialog>
      )}
    </>
  );
}

function ReceiptWords({ receipt }: { readonly receipt: Receipt }) {
  const t = useWords(WORDS);
  const { from, to, acceptedCount, refused } = receipt;
  return (
    <>
      <p>
        <strong>
          {t('sentence', {
            ...{
              from: from.name,
              to: to.name,
              n: acceptedCount,
              words: inWords(acceptedCount),
              refused: refused.length,
            },
          })}
        </strong>
      </p>
      {refused.length === 0 ? null : (
        <ul>
          {refused.slice(0, 20).map(({ recordNo, reason }) => (
            <li key={recordNo}>
              {formatNumber(recordNo)}: {reason}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
