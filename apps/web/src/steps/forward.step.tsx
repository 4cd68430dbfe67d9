import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Checkbox } from 'antd';
import { useMemo, useState } from 'react';
import { VILLAGE_OUTCOMES } from '#domain/process/outcomes';
import { get } from '../api/calls.ts';
import { isProblem } from '../api/problem.ts';
import type { ParcelView, RecordView } from '../api/views.ts';
import { formatMoment, formatNumber } from '../language/format.ts';
import { VILLAGE_OUTCOME_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { defineWords, say, useWords } from '../language/words.ts';
import { Outcome, usePersonColumns } from '../records/columns.tsx';
import { useBrowser, useChosen, type Chip } from '../records/record-browser.tsx';
import { RecordPanel } from '../records/record-panel.tsx';
import { useRecords, useRecordStore } from '../records/record-store.ts';
import { RecordTable, type Column } from '../records/record-table.tsx';
import { RECORD_WORDS } from '../records/words.ts';
import { useComplete } from '../tasks/use-task.ts';
import { ActionBar } from './action-bar.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import type { StepProps } from './step-props.ts';
import { useVillages } from './villages.ts';

const WORDS = defineWords({
  byVillage: ['Kết quả theo thôn/ấp', 'By village'],
  village: ['Thôn/ấp', 'Village'],
  here: ['Đã gửi về', 'Here'],
  open: ['Còn ở thôn', 'Still there'],
  since: ['Thôn giữ từ', 'Since'],
  without: ['Chuyển đi không chờ', 'Forward without it'],
  returned: ['Sẽ trả lại', 'Goes back'],
  back: ['Trả lại thôn', 'Return to the village'],
  backText: ['Trả lại {n} hồ sơ cho thôn/ấp để rà soát lại.', 'Returns {n} records to their villages.'],
  keep: ['Không trả lại nữa', 'Keep after all'],
  table: ['Hồ sơ đã rà soát', 'Reviewed records'],
  finish: ['Chuyển {n} hồ sơ sang Công an', 'Forward {n} records to the police'],
  onlyBack: ['Trả lại {n} hồ sơ cho thôn/ấp', 'Return {n} records to the villages'],
  undecided: ['Chưa có kết quả', 'Undecided'],
  undecidedHint: [
    'Còn {n} hồ sơ chưa có kết quả: trả lại thôn/ấp để rà soát, hoặc chờ.',
    '{n} records have no outcome: return them to a village, or wait.',
  ],
  openHint: [
    'Còn {n} thôn/ấp chưa gửi. Có thể chờ, hoặc đánh dấu để chuyển phần đã xong; phần còn lại đi sau.',
    '{n} villages have not answered. Wait, or mark them to forward what is done; the rest follows later.',
  ],
  reason: ['Lý do trả lại', 'Reason'],
});

interface Return {
  readonly recordNos: readonly number[];
  readonly reason: string;
}

/** Step 5: the commune looks at what the villages found, returns some of it, and forwards the rest as one parcel. */
export default function ForwardStep({ task, mine }: StepProps) {
  const t = useWords(WORDS);
  const words = useWords(RECORD_WORDS);
  const language = useLanguage();
  const store = useRecordStore(task.id);
  const { records } = useRecords(store);
  const complete = useComplete(task);
  const villages = useVillages(task.communeCode).data;
  const parcels = useQuery({
    queryKey: ['lists', task.listId, 'parcels'],
    queryFn: () =>
      get<{ items: readonly ParcelView[] }>('/lists/{id}/parcels', { path: { id: task.listId ?? '' } }),
    enabled: task.listId !== null,
  });
  const [present, setPresent] = useState<number | null>(null);
  const [chosen, choose, clear] = useChosen();
  const [returns, setReturns] = useState<readonly Return[]>([]);
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState(false);
  const nameOf = useMemo(() => new Map(villages?.map(({ code, name }) => [code, name])), [villages]);
  const reasonOf = useMemo(
    () =>
      new Map(returns.flatMap(({ recordNos, reason }) => recordNos.map((recordNo) => [recordNo, reason]))),
    [returns],
  );
  const openVillages = (parcels.data?.items ?? []).filter(
    ({ stage, kind, recordCount }) => stage === 'review' && kind === 'village' && recordCount > 0,
  );
  const chips = useMemo(
    (): readonly Chip[] => [
      { key: 'undecided', label: t('undecided'), holds: ({ villageOutcome }) => villageOutcome === null },
      ...VILLAGE_OUTCOMES.map((outcome): Chip => ({
        key: outcome,
        label: say(VILLAGE_OUTCOME_LABELS[outcome], language),
        holds: ({ villageOutcome }) => villageOutcome === outcome,
      })).filter(({ holds }) => records.some(holds)),
    ],
    [t, language, records],
  );
  const { shown, tools } = useBrowser(store, task.recordCount, chips);
  const person = usePersonColumns();
  const columns = useMemo<readonly Column[]>(
    () => [
      ...person.filter(({ key }) => key !== 'birth'),
      {
        key: 'village',
        title: t('village'),
        width: '7rem',
        wide: true,
        cell: ({ villageCode }) => nameOf.get(villageCode ?? '') ?? villageCode,
      },
      {
        key: 'outcome',
        title: words('outcome'),
        width: 'minmax(7rem, 1fr)',
        cell: (record: RecordView) => {
          const reason = reasonOf.get(record.recordNo);
          return reason === undefined ? (
            <Outcome outcome={record.villageOutcome} />
          ) : (
            <span className="value-bad" title={reason}>
              {t('returned')}
            </span>
          );
        },
      },
    ],
    [person, t, words, nameOf, reasonOf],
  );
  const undecided = records.filter(
    ({ villageOutcome, recordNo }) => villageOutcome === null && !reasonOf.has(recordNo),
  ).length;
  const going = records.length - reasonOf.size;
  const waiting = openVillages.filter(({ scope }) => !without.has(scope));
  const record = present === null ? undefined : store.find(present);
  const finish = (): void =>
    complete.mutate({
      ...(returns.length === 0 ? {} : { returns }),
      ...(without.size === 0 ? {} : { withoutVillages: [...without] }),
    });
  return (
    <>
      {openVillages.length === 0 ? null : (
        <section className="card task-note" aria-labelledby="open-villages">
          <h2 id="open-villages">{t('open')}</h2>
          <p>{t('openHint', { n: openVillages.length })}</p>
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t('village')}</th>
                <th scope="col" className="numeric">
                  {t('open')}
                </th>
                <th scope="col">{t('since')}</th>
                {mine ? <th scope="col">{t('without')}</th> : null}
              </tr>
            </thead>
            <tbody>
              {openVillages.map(({ parcelNo, scope, recordCount, since }) => (
                <tr key={parcelNo}>
                  <th scope="row">{nameOf.get(scope) ?? scope}</th>
                  <td className="numeric">{formatNumber(recordCount)}</td>
                  <td>{formatMoment(since)}</td>
                  {mine ? (
                    <td>
                      <Checkbox
                        aria-label={`${t('without')}: ${nameOf.get(scope) ?? scope}`}
                        checked={without.has(scope)}
                        onChange={({ target }) =>
                          setWithout((before) => {
                            const after = new Set(before);
                            if (target.checked) after.add(scope);
                            else after.delete(scope);
                            return after;
                          })
                        }
                      />
                    </td>
                  ) : null}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {undecided > 0 ? (
        <Alert type="warning" showIcon className="task-note" title={t('undecidedHint', { n: undecided })} />
      ) : null}
      {isProblem(complete.error, 'task_incomplete') ? (
        <Alert
          type="error"
          showIcon
          role="alert"
          className="task-note"
          title={complete.error.detail(language)}
        />
      ) : null}
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
          {record !== undefined && reasonOf.has(record.recordNo) ? (
            <p>
              {t('reason')}: {reasonOf.get(record.recordNo)}{' '}
              <Button
                size="small"
                onClick={() =>
                  setReturns(
                    returns
                      .map(({ recordNos, reason }) => ({
                        reason,
                        recordNos: recordNos.filter((no) => no !== record.recordNo),
                      }))
                      .filter(({ recordNos }) => recordNos.length > 0),
                  )
                }
              >
                {t('keep')}
              </Button>
            </p>
          ) : null}
        </RecordPanel>
      </div>
      {mine ? (
        <ActionBar
          left={
            chosen.size === 0 ? null : (
              <>
                <strong>{words('chosen', { n: chosen.size })}</strong>
                <Button onClick={() => setAsking(true)}>{t('back')}</Button>
              </>
            )
          }
        >
          <Button
            type="primary"
            size="large"
            disabled={undecided > 0 || waiting.length > 0 || records.length === 0}
            loading={complete.isPending}
            onClick={finish}
          >
            {going > 0 ? t('finish', { n: going }) : t('onlyBack', { n: reasonOf.size })}
          </Button>
        </ActionBar>
      ) : null}
      {asking ? (
        <ReasonDialog
          title={t('back')}
          onCancel={() => setAsking(false)}
          onSend={(reason) => {
            const recordNos = [...chosen].filter((recordNo) => !reasonOf.has(recordNo));
            if (recordNos.length > 0) setReturns([...returns, { recordNos, reason }]);
            clear();
            setAsking(false);
          }}
        >
          <p>{t('backText', { n: chosen.size })}</p>
        </ReasonDialog>
      ) : null}
    </>
  );
}
