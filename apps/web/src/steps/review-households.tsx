import { App, Button, Dropdown } from 'antd';
import { memo, useMemo, useState } from 'react';
import type { VillageOutcome } from '#domain/process/outcomes';
import type { FieldValues, RecordView } from '../api/views.ts';
import { VILLAGE_OUTCOME_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { Defects, Outcome } from '../records/columns.tsx';
import { Value } from '../records/value.tsx';
import { householdsOf, type Household } from './households.ts';
import { OTHER_OUTCOMES, repairsOf } from './review-desk.tsx';
import { REVIEW_WORDS } from './review.words.ts';
import type { Wanted } from './decisions.ts';
import { ValuesForm } from './values-form.tsx';
import './households.css';

const SHOWN_FIRST = 60;

interface Props {
  readonly records: readonly RecordView[];
  readonly mine: boolean;
  readonly decide: (wanted: readonly Wanted[]) => void;
  readonly undo: () => number | null;
}

type Decide = (record: RecordView, outcome: VillageOutcome, values?: FieldValues, note?: string) => void;

/** The review at the door: one household after the other, one tap for what is right, one to call. */
export function ReviewHouseholds({ records, mine, decide, undo }: Props) {
  const t = useWords(REVIEW_WORDS);
  const { message } = App.useApp();
  const [shown, setShown] = useState(SHOWN_FIRST);
  const [correcting, setCorrecting] = useState<RecordView>();
  const households = useMemo(() => householdsOf(records), [records]);
  const decideOne: Decide = (record, outcome, values = {}, note = '') =>
    decide([{ recordNo: record.recordNo, outcome, values, ...(note === '' ? {} : { note }) }]);
  return (
    <>
      {mine ? (
        <Button
          className="no-print"
          onClick={() => {
            if (undo() === null) void message.info(t('nothingToUndo'));
          }}
        >
          {t('undo')}
        </Button>
      ) : null}
      <ul className="households">
        {households.slice(0, shown).map((household) => (
          <HouseholdCard
            key={household.key}
            household={household}
            mine={mine}
            decideOne={decideOne}
            decide={decide}
            onCorrect={setCorrecting}
          />
        ))}
      </ul>
      {households.length > shown ? (
        <Button block onClick={() => setShown(shown + SHOWN_FIRST)}>
          + {households.length - shown}
        </Button>
      ) : null}
      {correcting === undefined ? null : (
        <ValuesForm
          record={correcting}
          first={repairsOf(correcting)}
          onClose={() => setCorrecting(undefined)}
          onSave={(values, note) => {
            decideOne(correcting, 'corrected', values, note);
            setCorrecting(undefined);
          }}
        />
      )}
    </>
  );
}

interface CardProps extends Pick<Props, 'mine' | 'decide'> {
  readonly household: Household;
  readonly decideOne: Decide;
  readonly onCorrect: (record: RecordView) => void;
}

const HouseholdCard = memo(function HouseholdCard({
  household,
  mine,
  decide,
  decideOne,
  onCorrect,
}: CardProps) {
  const t = useWords(REVIEW_WORDS);
  const language = useLanguage();
  const open = household.records.filter(({ villageOutcome }) => villageOutcome === null);
  const phone = household.records.find((record) => record.phone !== null)?.phone;
  return (
    <li className="household card">
      <div className="household-head">
        <strong>{household.address ?? t('noAddress')}</strong>
        {phone === undefined || phone === null ? null : (
          <a className="household-call" href={`tel:${phone}`}>
            ☎ {phone}
          </a>
        )}
      </div>
      <ul className="household-members">
        {household.records.map((record) => (
          <li key={record.recordNo} data-record={record.recordNo}>
            <div className="member-name">
              <Value record={record} field="fullName" />
            </div>
            <div className="member-facts numeric">
              <Value record={record} field="dateOfBirth" /> · <Value record={record} field="gender" /> ·{' '}
              <Value record={record} field="idNumber" />
            </div>
            <div className="member-defects">
              <Defects record={record} />
            </div>
            {record.villageOutcome === null ? null : <Outcome outcome={record.villageOutcome} />}
            {mine ? (
              <div className="member-buttons">
                <Button
                  type={record.villageOutcome === null ? 'primary' : 'default'}
                  onClick={() => decideOne(record, 'confirmed')}
                >
                  {say(VILLAGE_OUTCOME_LABELS.confirmed, language)}
                </Button>
                <Button onClick={() => onCorrect(record)}>{t('correct')}</Button>
                <Dropdown
                  trigger={['click']}
                  menu={{
                    items: OTHER_OUTCOMES.map((key) => ({
                      key,
                      label: say(VILLAGE_OUTCOME_LABELS[key], language),
                    })),
                    onClick: ({ key }) => decideOne(record, key as VillageOutcome),
                  }}
                >
                  <Button aria-haspopup="menu">{t('more')} ▾</Button>
                </Dropdown>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {mine && open.length > 1 ? (
        <Button
          block
          onClick={() => decide(open.map(({ recordNo }) => ({ recordNo, outcome: 'confirmed', values: {} })))}
        >
          {t('allOfHousehold')}
        </Button>
      ) : null}
    </li>
  );
});
