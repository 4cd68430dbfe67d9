import { App, Button, Space } from 'antd';
import { useMemo, useState } from 'react';
import { VILLAGE_OUTCOMES, type VillageOutcome } from '#domain/process/outcomes';
import type { FieldValues, RecordView } from '../api/views.ts';
import { KeyHelp } from '../application/key-help.tsx';
import { useKeys } from '../application/keys.ts';
import { VILLAGE_OUTCOME_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { Outcome, usePersonColumns } from '../records/columns.tsx';
import { useChosen } from '../records/record-browser.tsx';
import { RecordPanel } from '../records/record-panel.tsx';
import type { RecordStore } from '../records/record-store.ts';
import { RecordTable, type Column } from '../records/record-table.tsx';
import { RECORD_WORDS } from '../records/words.ts';
import { BulkOutcome } from './bulk-outcome.tsx';
import type { Wanted } from './decisions.ts';
import { REVIEW_WORDS } from './review.words.ts';
import { ValuesForm } from './values-form.tsx';

/** Outcomes beside "as is" and "corrected", on the keys 1 to 6. */
export const OTHER_OUTCOMES = VILLAGE_OUTCOMES.filter(
  (outcome) => outcome !== 'confirmed' && outcome !== 'corrected',
);

interface Props {
  readonly store: RecordStore;
  readonly records: readonly RecordView[];
  readonly mine: boolean;
  readonly decide: (wanted: readonly Wanted[]) => void;
  readonly undo: () => number | null;
}

/** The values that a record's suggestions would give it. */
export function repairsOf(record: RecordView): FieldValues {
  return Object.fromEntries(
    record.hints.flatMap(({ field, repair }) => (repair === undefined ? [] : [[field, repair.value]])),
  );
}

/** The review at a desk: a table, the record beside it, one key per decision. */
export function ReviewDesk({ store, records, mine, decide, undo }: Props) {
  const t = useWords(REVIEW_WORDS);
  const words = useWords(RECORD_WORDS);
  const language = useLanguage();
  const { message } = App.useApp();
  const [present, setPresent] = useState<number | null>(null);
  const [chosen, choose, clear] = useChosen();
  const [correcting, setCorrecting] = useState(false);
  const [bulk, setBulk] = useState(false);
  const record = present === null ? undefined : store.find(present);
  const person = usePersonColumns();
  const columns = useMemo<readonly Column[]>(
    () => [
      ...person,
      {
        key: 'outcome',
        title: words('outcome'),
        width: '10rem',
        cell: ({ villageOutcome }) => <Outcome outcome={villageOutcome} />,
      },
    ],
    [person, words],
  );
  /** The next record without an outcome after the present one. */
  const goOn = (): void => {
    const at = records.findIndex(({ recordNo }) => recordNo === present);
    const following = [...records.slice(at + 1), ...records.slice(0, Math.max(at, 0))];
    const next = following.find(
      ({ villageOutcome, recordNo }) => villageOutcome === null && recordNo !== present,
    );
    setPresent(next?.recordNo ?? records[at + 1]?.recordNo ?? present);
  };
  const decideOne = (outcome: VillageOutcome, values: FieldValues = {}, note = ''): void => {
    if (record === undefined) return;
    decide([{ recordNo: record.recordNo, outcome, values, ...(note === '' ? {} : { note }) }]);
    goOn();
  };
  const accept = (): void => {
    if (record !== undefined && Object.keys(repairsOf(record)).length > 0)
      decideOne('corrected', repairsOf(record));
  };
  const takeBack = (): void => {
    const recordNo = undo();
    if (recordNo === null) void message.info(t('nothingToUndo'));
    else setPresent(recordNo);
  };
  useKeys(
    {
      Enter: () => decideOne('confirmed'),
      e: () => setCorrecting(record !== undefined),
      a: accept,
      u: takeBack,
      ...Object.fromEntries(OTHER_OUTCOMES.map((outcome, at) => [String(at + 1), () => decideOne(outcome)])),
    },
    mine,
  );
  return (
    <>
      <div className="split">
        <div>
          <RecordTable
            records={records}
            columns={columns}
            present={present}
            onPresent={setPresent}
            label={t('table')}
            {...(mine ? { chosen, onChoose: choose } : {})}
          />
          {mine ? (
            <div className="step-tools">
              <Button onClick={takeBack}>
                {t('undo')} <kbd aria-hidden="true">u</kbd>
              </Button>
              {chosen.size > 0 ? (
                <Button onClick={() => setBulk(true)}>{t('bulk', { n: chosen.size })}</Button>
              ) : null}
              <KeyHelp
                keys={[
                  ['Enter', t('keyConfirm')],
                  ['e', t('keyCorrect')],
                  ['a', t('keyAccept')],
                  ['1 - 6', t('keyOutcome')],
                  ['u', t('undo')],
                ]}
              />
            </div>
          ) : null}
        </div>
        <RecordPanel
          record={record}
          columns={['platform', 'current']}
          {...(mine
            ? {
                onAccept: ({ field, repair }) =>
                  repair !== undefined && decideOne('corrected', { [field]: repair.value }),
              }
            : {})}
        >
          {mine && record !== undefined ? (
            <Space wrap className="decide-buttons">
              <Button type="primary" onClick={() => decideOne('confirmed')}>
                {say(VILLAGE_OUTCOME_LABELS.confirmed, language)} <kbd aria-hidden="true">Enter</kbd>
              </Button>
              <Button onClick={() => setCorrecting(true)}>
                {t('correct')} <kbd aria-hidden="true">e</kbd>
              </Button>
              {Object.keys(repairsOf(record)).length > 0 ? (
                <Button onClick={accept}>
                  {t('acceptAll')} <kbd aria-hidden="true">a</kbd>
                </Button>
              ) : null}
              {OTHER_OUTCOMES.map((outcome, at) => (
                <Button key={outcome} onClick={() => decideOne(outcome)}>
                  {say(VILLAGE_OUTCOME_LABELS[outcome], language)} <kbd aria-hidden="true">{at + 1}</kbd>
                </Button>
              ))}
            </Space>
          ) : null}
        </RecordPanel>
      </div>
      {correcting && record !== undefined ? (
        <ValuesForm
          record={record}
          first={repairsOf(record)}
          onClose={() => setCorrecting(false)}
          onSave={(values, note) => {
            setCorrecting(false);
            decideOne('corrected', values, note);
          }}
        />
      ) : null}
      {bulk ? (
        <BulkOutcome
          records={[...chosen].flatMap((recordNo) => store.find(recordNo) ?? [])}
          field="villageOutcome"
          outcomes={VILLAGE_OUTCOMES.filter((outcome) => outcome !== 'corrected')}
          labels={VILLAGE_OUTCOME_LABELS}
          onClose={() => setBulk(false)}
          onApply={(outcome) => {
            decide([...chosen].map((recordNo) => ({ recordNo, outcome, values: {} })));
            clear();
            setBulk(false);
          }}
        />
      ) : null}
    </>
  );
}
