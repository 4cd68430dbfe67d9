import { Modal } from 'antd';
import type { FieldName, RecordView } from '../api/views.ts';
import { FIELD_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { Outcome } from '../records/columns.tsx';
import { populationPerson } from '../records/population.ts';
import { written } from '../records/value.tsx';
import type { Wanted } from './decisions.ts';
import { takingOf } from './taking.ts';
import { VERIFY_WORDS } from './verify.words.ts';

const SHOWN = 100;

interface Props {
  readonly records: readonly RecordView[];
  readonly onApply: (wanted: readonly Wanted[]) => void;
  readonly onClose: () => void;
}

/** The population database's values for many records, each change shown before it is made. Records without one clear person stay as they are. */
export function BulkTake({ records, onApply, onClose }: Props) {
  const t = useWords(VERIFY_WORDS);
  const language = useLanguage();
  const wanted = records.flatMap((record) => {
    const person = populationPerson(record);
    return person === undefined || person.deceased === true
      ? []
      : [{ record, taking: takingOf(record, person) }];
  });
  return (
    <Modal
      open
      width={760}
      title={t('bulkTake', { n: wanted.length })}
      okText={t('apply')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: wanted.length === 0, autoFocus: true }}
      onOk={() => onApply(wanted.map(({ taking }) => taking))}
      onCancel={onClose}
    >
      {wanted.length < records.length ? <p>{t('bulkLeft', { n: records.length - wanted.length })}</p> : null}
      <div className="table-scroll preview" tabIndex={0} role="region" aria-label={t('acceptPreview')}>
        <table className="plain-table">
          <tbody>
            {wanted.slice(0, SHOWN).map(({ record, taking }) => (
              <tr key={record.recordNo}>
                <td className="numeric">{record.recordNo}</td>
                <td>{record.current.fullName}</td>
                <td>
                  {(Object.entries(taking.values) as [FieldName, string | null][]).map(([field, value]) => (
                    <div key={field}>
                      {say(FIELD_LABELS[field], language)}:{' '}
                      <del>{written(field, record.current[field]) || '∅'}</del> →{' '}
                      <ins>{written(field, value)}</ins>
                    </div>
                  ))}
                </td>
                <td>
                  <Outcome outcome={taking.outcome} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {wanted.length > SHOWN ? (
          <p className="muted">{t('bulkMore', { n: wanted.length - SHOWN })}</p>
        ) : null}
      </div>
    </Modal>
  );
}
