import { useMutation } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useMemo, useState, type DragEvent } from 'react';
import { post } from '../api/calls.ts';
import type { RecordView } from '../api/views.ts';
import { formatNumber } from '../language/format.ts';
import { defineWords, useWords } from '../language/words.ts';
import { usePersonColumns } from '../records/columns.tsx';
import { useBrowser, useChosen, type Chip } from '../records/record-browser.tsx';
import { useRecords, useRecordStore } from '../records/record-store.ts';
import { RecordTable, type Column } from '../records/record-table.tsx';
import { RECORD_WORDS } from '../records/words.ts';
import { useRefusal } from '../states/refusal.tsx';
import { useComplete } from '../tasks/use-task.ts';
import { ActionBar } from './action-bar.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import type { StepProps } from './step-props.ts';
import { useVillages, type VillageView } from './villages.ts';
import { STEP_WORDS } from './words.ts';
import './assign.css';

const WORDS = defineWords({
  unclear: ['Chưa xác định thôn', 'Village unknown'],
  villages: ['Các thôn/ấp', 'Villages'],
  hint: [
    'Thôn/ấp được đề xuất theo địa chỉ. Chọn hồ sơ, rồi bấm vào thôn/ấp (hoặc kéo thả) để giao.',
    'Villages are proposed from the address. Choose records, then press a village, or drag them there.',
  ],
  giveTo: ['Giao {n} hồ sơ đã chọn cho {village}', 'Give {n} chosen records to {village}'],
  villageRecords: ['hồ sơ', 'records'],
  assigned: ['Đã giao {n} hồ sơ cho {village}', '{n} records given to {village}'],
  finish: ['Giao việc cho các thôn/ấp', 'Assign to the villages'],
  left: ['Còn {n} hồ sơ chưa xác định thôn', '{n} records have no village yet'],
  table: ['Hồ sơ cần giao', 'Records to assign'],
  of: ['Thôn/ấp', 'Village'],
});

const NONE: readonly VillageView[] = [];

/** Step 3: which village looks at which record. */
export default function AssignStep({ task, mine }: StepProps) {
  const t = useWords(WORDS);
  const words = useWords(RECORD_WORDS);
  const step = useWords(STEP_WORDS);
  const { message } = App.useApp();
  const refused = useRefusal();
  const store = useRecordStore(task.id);
  const { records } = useRecords(store);
  const villages = useVillages(task.communeCode).data ?? NONE;
  const complete = useComplete(task);
  const [present, setPresent] = useState<number | null>(null);
  const [chosen, choose, clear] = useChosen();
  const [returning, setReturning] = useState(false);
  const nameOf = useMemo(() => new Map(villages.map(({ code, name }) => [code, name])), [villages]);
  const chips = useMemo(
    () => [
      { key: 'unclear', label: t('unclear'), holds: ({ villageCode }: RecordView) => villageCode === null },
      ...villages.map(({ code, name }): Chip => ({
        key: code,
        label: name,
        holds: ({ villageCode }) => villageCode === code,
      })),
    ],
    [t, villages],
  );
  const { shown, tools } = useBrowser(store, task.recordCount, chips, 'unclear');
  const person = usePersonColumns();
  const columns = useMemo<readonly Column[]>(
    () => [
      ...person.filter(({ key }) => key !== 'number'),
      {
        key: 'address',
        title: words('address'),
        width: 'minmax(10rem, 1.6fr)',
        cell: ({ address }) => address,
      },
      {
        key: 'village',
        title: t('of'),
        width: '11rem',
        cell: ({ villageCode }) =>
          villageCode === null ? (
            <span className="value-bad">{t('unclear')}</span>
          ) : (
            (nameOf.get(villageCode) ?? villageCode)
          ),
      },
    ],
    [person, words, t, nameOf],
  );
  const counts = useMemo(() => {
    const found = new Map<string | null, number>();
    for (const { villageCode } of records) found.set(villageCode, (found.get(villageCode) ?? 0) + 1);
    return found;
  }, [records]);
  const unclear = counts.get(null) ?? 0;
  const assign = useMutation({
    mutationFn: ({ village, recordNos }: { village: VillageView; recordNos: readonly number[] }) =>
      post('/tasks/{id}/assignments', {
        path: { id: task.id },
        body: { epoch: task.claimEpoch, assignments: [{ villageCode: village.code, recordNos }] },
      }),
    onSuccess: (_, { village, recordNos }) => {
      store.put(
        recordNos.flatMap((recordNo) => {
          const record = store.find(recordNo);
          return record === undefined
            ? []
            : [{ ...record, villageCode: village.code, version: record.version + 1 }];
        }),
      );
      clear();
      void message.success(t('assigned', { n: recordNos.length, village: village.name }));
    },
    onError: refused,
  });
  const give = (village: VillageView): void => {
    const recordNos = chosen.size > 0 ? [...chosen] : present === null ? [] : [present];
    if (recordNos.length > 0) assign.mutate({ village, recordNos });
  };
  return (
    <>
      {mine ? <p className="muted">{t('hint')}</p> : null}
      {tools}
      <div className="split">
        <div
          draggable={mine && chosen.size > 0}
          onDragStart={(event: DragEvent) => event.dataTransfer.setData('text/plain', String(chosen.size))}
        >
          <RecordTable
            records={shown}
            columns={columns}
            present={present}
            onPresent={setPresent}
            label={t('table')}
            {...(mine ? { chosen, onChoose: choose } : {})}
          />
        </div>
        <section aria-labelledby="villages" className="board">
          <h2 id="villages">{t('villages')}</h2>
          <ul className="board-villages">
            {villages.map((village) => {
              const n = counts.get(village.code) ?? 0;
              return (
                <li key={village.code}>
                  <button
                    type="button"
                    className="board-village"
                    disabled={!mine || assign.isPending}
                    title={
                      chosen.size > 0 ? t('giveTo', { n: chosen.size, village: village.name }) : undefined
                    }
                    onClick={() => give(village)}
                    onDragOver={(event) => event.preventDefault()}
                    onDrop={() => give(village)}
                  >
                    <span>{village.name}</span>
                    <strong className="numeric">{formatNumber(n)}</strong>
                    <span className="visually-hidden">
                      {t('villageRecords')}
                      {chosen.size > 0 ? `. ${t('giveTo', { n: chosen.size, village: village.name })}` : ''}
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
        </section>
      </div>
      {mine ? (
        <ActionBar
          left={
            <>
              <Button onClick={() => setReturning(true)}>{step('returnAll')}</Button>
              {chosen.size > 0 ? <strong>{words('chosen', { n: chosen.size })}</strong> : null}
            </>
          }
        >
          {unclear > 0 ? <span className="value-bad">{t('left', { n: unclear })}</span> : null}
          <Button
            type="primary"
            size="large"
            disabled={unclear > 0}
            loading={complete.isPending}
            onClick={() => complete.mutate({})}
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
          onSend={(reason) => complete.mutate({ outcome: 'returned', reason })}
        />
      ) : null}
    </>
  );
}
