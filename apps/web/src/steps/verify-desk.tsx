import { App, Button, Space } from 'antd';
import { useMemo, useState } from 'react';
import { POLICE_OUTCOMES, type PoliceOutcome } from '#domain/process/outcomes';
import type { FieldValues, PopulationPersonView, RecordView } from '../api/views.ts';
import { KeyHelp } from '../application/key-help.tsx';
import { useKeys } from '../application/keys.ts';
import { formatBirthDate } from '../language/format.ts';
import { labelOf, POLICE_OUTCOME_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { Outcome, usePersonColumns } from '../records/columns.tsx';
import { populationPerson, populationPersons } from '../records/population.ts';
import { RecordPanel } from '../records/record-panel.tsx';
import type { RecordStore } from '../records/record-store.ts';
import { RecordTable, type Column } from '../records/record-table.tsx';
import { RECORD_WORDS } from '../records/words.ts';
import { Status } from '../states/status.tsx';
import type { Wanted } from './decisions.ts';
import { changesTo, takingOf, valuesOf } from './taking.ts';
import { ValuesForm } from './values-form.tsx';
import { VERIFY_WORDS } from './verify.words.ts';

/** In the order of the keys 1 to 7; `exempt` is the system's word, no officer's finding. */
const OUTCOMES = POLICE_OUTCOMES.filter((outcome) => outcome !== 'exempt');

interface Props {
  readonly store: RecordStore;
  readonly records: readonly RecordView[];
  readonly mine: boolean;
  readonly chosen: ReadonlySet<number>;
  readonly choose: (recordNos: readonly number[], chosen: boolean) => void;
  readonly decide: (wanted: readonly Wanted[]) => void;
  readonly undo: () => number | null;
  readonly onReturn: (recordNo: number) => void;
  /** Takes the population database's values for all chosen records, after a preview. */
  readonly onTakeChosen: () => void;
}

export function VerifyDesk({
  store,
  records,
  mine,
  chosen,
  choose,
  decide,
  undo,
  onReturn,
  onTakeChosen,
}: Props) {
  const t = useWords(VERIFY_WORDS);
  const words = useWords(RECORD_WORDS);
  const language = useLanguage();
  const { message } = App.useApp();
  const [present, setPresent] = useState<number | null>(null);
  const [editing, setEditing] = useState<PoliceOutcome | null>(null);
  const record = present === null ? undefined : store.find(present);
  const person = usePersonColumns();
  const columns = useMemo<readonly Column[]>(
    () => [
      ...person.filter(({ key }) => key !== 'birth'),
      {
        key: 'status',
        title: words('population'),
        width: '6.5rem',
        wide: true,
        cell: ({ populationStatus }) =>
          populationStatus === null ? null : (
            <Status
              tone={
                populationStatus === 'exact' ? 'good' : populationStatus === 'exempt' ? 'neutral' : 'warn'
              }
            >
              {populationStatus === 'exact'
                ? say(POLICE_OUTCOME_LABELS.matches, language)
                : t(
                    populationStatus === 'near'
                      ? 'near'
                      : populationStatus === 'several'
                        ? 'several'
                        : populationStatus === 'exempt'
                          ? 'status_exempt'
                          : 'notFound',
                  )}
            </Status>
          ),
      },
      {
        key: 'outcome',
        title: words('outcome'),
        width: 'minmax(6rem, 1fr)',
        cell: ({ policeOutcome }) => <Outcome outcome={policeOutcome} />,
      },
    ],
    [person, words, t, language],
  );
  const decidable =
    record !== undefined && record.populationStatus !== 'exempt' && record.proposedOutcome !== 'exempt';
  const goOn = (): void => {
    const at = records.findIndex(({ recordNo }) => recordNo === present);
    const following = [...records.slice(at + 1), ...records.slice(0, Math.max(at, 0))];
    const next = following.find(
      ({ policeOutcome, recordNo }) => policeOutcome === null && recordNo !== present,
    );
    setPresent(next?.recordNo ?? records[at + 1]?.recordNo ?? present);
  };
  const decideOne = (outcome: string, values: FieldValues = {}, note = ''): void => {
    if (record === undefined) return;
    decide([{ recordNo: record.recordNo, outcome, values, ...(note === '' ? {} : { note }) }]);
    goOn();
  };
  const take = (found: PopulationPersonView): void => {
    if (record === undefined) return;
    const { outcome, values } = takingOf(record, found);
    if (outcome !== null) decideOne(outcome, values);
  };
  /** The one key for what is clear: the proposal where there is one, otherwise the one person found, otherwise that nobody was. */
  const takeBest = (): void => {
    if (record === undefined || !decidable) return;
    if (record.proposedOutcome !== null) {
      decideOne(record.proposedOutcome, changesTo(record, record.proposedValues ?? {}));
      return;
    }
    const found = populationPerson(record);
    if (found !== undefined && found.deceased !== true) take(found);
    else if (record.populationStatus === 'not_found') decideOne('not_in_population');
  };
  const choosing = (outcome: PoliceOutcome): void => {
    if (!decidable) return;
    if (outcome === 'number_supplied' || outcome === 'list_corrected') setEditing(outcome);
    else decideOne(outcome);
  };
  const takeBack = (): void => {
    const recordNo = undo();
    if (recordNo === null) void message.info(t('nothingToUndo'));
    else setPresent(recordNo);
  };
  useKeys(
    {
      Enter: takeBest,
      u: takeBack,
      r: () => present !== null && onReturn(present),
      '*': () =>
        choose(
          records.map(({ recordNo }) => recordNo),
          true,
        ),
      t: onTakeChosen,
      ...Object.fromEntries(OUTCOMES.map((outcome, at) => [String(at + 1), () => choosing(outcome)])),
    },
    mine,
  );
  const found = record === undefined ? [] : populationPersons(record);
  return (
    <>
      <div className="split split-wide">
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
              <KeyHelp
                keys={[
                  ['Enter', t('keyTake')],
                  [`1 - ${OUTCOMES.length}`, t('keyOutcome')],
                  ['r', t('keyReturn')],
                  ['x', t('keyChoose')],
                  ['*', t('keyChooseAll')],
                  ['t', t('keyTakeChosen')],
                  ['u', t('undo')],
                ]}
              />
            </div>
          ) : null}
        </div>
        <RecordPanel record={record} columns={['platform', 'current', 'population']}>
          {record === undefined ? null : (
            <>
              {record.populationStatus === null ? null : (
                <p>{t(`status_${record.populationStatus}` as keyof typeof VERIFY_WORDS)}</p>
              )}
              {found.some(({ deceased }) => deceased === true) ? (
                <p className="value-bad">{t('deceased')}</p>
              ) : null}
              {record.proposedOutcome === null ? null : (
                <p>
                  {t('proposal', {
                    outcome: say(labelOf(POLICE_OUTCOME_LABELS, record.proposedOutcome), language),
                  })}
                </p>
              )}
              {found.length > 1 ? (
                <ul className="candidates" aria-label={t('candidates')}>
                  {found.map((one) => (
                    <li key={one.personId ?? one.idNumber}>
                      {one.fullName} · {formatBirthDate(one.dateOfBirth)} · {one.gender} · {one.idNumber}{' '}
                      {mine ? (
                        <Button size="small" onClick={() => take(one)}>
                          {t('choosePerson')}
                        </Button>
                      ) : null}
                    </li>
                  ))}
                </ul>
              ) : null}
              {mine && decidable ? (
                <Space wrap className="decide-buttons" role="group" aria-label={t('outcomes')}>
                  {populationPerson(record) === undefined ? null : (
                    <Button type="primary" onClick={takeBest}>
                      {t('takePopulation')} <kbd aria-hidden="true">Enter</kbd>
                    </Button>
                  )}
                  {OUTCOMES.map((outcome, at) => (
                    <Button key={outcome} onClick={() => choosing(outcome)}>
                      {say(POLICE_OUTCOME_LABELS[outcome], language)} <kbd aria-hidden="true">{at + 1}</kbd>
                    </Button>
                  ))}
                  <Button onClick={() => onReturn(record.recordNo)}>
                    {t('returnChosen')} <kbd aria-hidden="true">r</kbd>
                  </Button>
                </Space>
              ) : null}
            </>
          )}
        </RecordPanel>
      </div>
      {editing !== null && record !== undefined ? (
        <ValuesForm
          record={record}
          first={valuesOf(populationPerson(record) ?? {})}
          onClose={() => setEditing(null)}
          onSave={(values, note) => {
            setEditing(null);
            decideOne(editing, values, note);
          }}
        />
      ) : null}
    </>
  );
}
