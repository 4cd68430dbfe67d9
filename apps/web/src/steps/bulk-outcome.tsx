import { Modal, Radio, Space } from 'antd';
import { useState } from 'react';
import type { RecordView } from '../api/views.ts';
import type { OutcomeField } from '../drafts/merging.ts';
import { labelOf } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords, type Text } from '../language/words.ts';
import { Outcome } from '../records/columns.tsx';
import { REVIEW_WORDS } from './review.words.ts';

const SHOWN = 50;

interface Props {
  readonly records: readonly RecordView[];
  readonly field: OutcomeField;
  readonly outcomes: readonly string[];
  readonly labels: Readonly<Record<string, Text>>;
  readonly onApply: (outcome: string) => void;
  readonly onClose: () => void;
}

/** One outcome for many records, with what it would change before it is done. */
export function BulkOutcome({ records, field, outcomes, labels, onApply, onClose }: Props) {
  const t = useWords(REVIEW_WORDS);
  const language = useLanguage();
  const [outcome, setOutcome] = useState<string>();
  const changing = outcome === undefined ? [] : records.filter((record) => record[field] !== outcome);
  const decided = changing.filter((record) => record[field] !== null).length;
  return (
    <Modal
      open
      title={t('bulk', { n: records.length })}
      okText={t('apply')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: changing.length === 0 }}
      onOk={() => outcome !== undefined && onApply(outcome)}
      onCancel={onClose}
    >
      <Radio.Group value={outcome} onChange={({ target }) => setOutcome(target.value as string)}>
        <Space orientation="vertical">
          {outcomes.map((one) => (
            <Radio key={one} value={one}>
              {say(labelOf(labels, one), language)}
            </Radio>
          ))}
        </Space>
      </Radio.Group>
      {outcome === undefined ? null : (
        <div role="status">
          <p>{t('bulkText', { n: changing.length, decided })}</p>
          {decided === 0 ? null : (
            <table className="plain-table" aria-label={t('bulkChange')}>
              <tbody>
                {changing
                  .filter((record) => record[field] !== null)
                  .slice(0, SHOWN)
                  .map((record) => (
                    <tr key={record.recordNo}>
                      <td className="numeric">{record.recordNo}</td>
                      <td>{record.current.fullName}</td>
                      <td>
                        <Outcome outcome={record[field]} /> → <Outcome outcome={outcome} />
                      </td>
                    </tr>
                  ))}
              </tbody>
            </table>
          )}
        </div>
      )}
    </Modal>
  );
}
