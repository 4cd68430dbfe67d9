import { Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { parseBirthDate } from '#domain/people/dates';
import { classifyIdNumber } from '#domain/people/identity-numbers';
import type { FieldName, FieldValues, RecordView } from '../api/views.ts';
import { FIELD_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { defineWords, say, useWords, type Text } from '../language/words.ts';
import { hintsOf, useRuleText, written } from '../records/value.tsx';
import './values-form.css';

const WORDS = defineWords({
  title: ['Sửa thông tin, hồ sơ {n}', 'Correct record {n}'],
  save: ['Ghi thông tin đã sửa', 'Save the correction'],
  cancel: ['Hủy bỏ', 'Cancel'],
  note: ['Ghi chú', 'Note'],
  platform: ['Trên Nền tảng: {value}', 'On the platform: {value}'],
  take: ['Nhận gợi ý {value}', 'Take {value}'],
  badNumber: [
    'Số CCCD phải có 12 chữ số, số CMND phải có 9 chữ số',
    'An ID number has 12 digits, an old one 9',
  ],
  badDate: ['Nhập ngày sinh dạng dd/mm/yyyy, mm/yyyy hoặc yyyy', 'Enter dd/mm/yyyy, mm/yyyy or yyyy'],
  badName: ['Nhập họ và tên bằng chữ', 'Enter the name in letters'],
});

const FIELDS: readonly FieldName[] = ['fullName', 'dateOfBirth', 'gender', 'idNumber'];

/** What is wrong with a value as it was typed; undefined when it can be sent. The server checks again. */
function wrongWith(field: FieldName, typed: string): keyof typeof WORDS | undefined {
  if (typed === '') return field === 'fullName' ? 'badName' : undefined;
  if (field === 'idNumber') {
    const { kind } = classifyIdNumber(typed);
    return kind === 'cccd' || kind === 'cmnd' ? undefined : 'badNumber';
  }
  if (field === 'dateOfBirth') return parseBirthDate(typed) === undefined ? 'badDate' : undefined;
  return undefined;
}

/** As the server keeps it. */
function stored(field: FieldName, typed: string): string | null {
  if (typed === '') return null;
  if (field === 'dateOfBirth') return parseBirthDate(typed)?.value ?? typed;
  if (field === 'idNumber') return classifyIdNumber(typed).cleaned ?? typed;
  return typed;
}

interface Props {
  readonly record: RecordView;
  readonly onSave: (values: FieldValues, note: string) => void;
  readonly onClose: () => void;
  /** Values that stand in the form at first instead of the record's. */
  readonly first?: FieldValues;
}

/** The corrected values of a record, each with what the platform has and what is suggested. Only what was changed is sent. */
export function ValuesForm({ record, onSave, onClose, first = {} }: Props) {
  const t = useWords(WORDS);
  const language = useLanguage();
  const ruleText = useRuleText();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(FIELDS.map((field) => [field, written(field, first[field] ?? record.current[field])])),
  );
  const [note, setNote] = useState('');
  const problems = FIELDS.map((field) => wrongWith(field, (typed[field] ?? '').trim()));
  const change = (field: FieldName, value: string): void =>
    setTyped((before) => ({ ...before, [field]: value }));
  const save = (): void => {
    if (problems.some((problem) => problem !== undefined)) return;
    const changed = FIELDS.filter(
      (field) => (typed[field] ?? '').trim() !== written(field, record.current[field]),
    ).map((field) => [field, stored(field, (typed[field] ?? '').trim())] as const);
    onSave(Object.fromEntries(changed), note.trim());
  };
  return (
    <Modal
      open
      title={t('title', { n: record.recordNo })}
      okText={t('save')}
      cancelText={t('cancel')}
      onOk={save}
      onCancel={onClose}
      okButtonProps={{ disabled: problems.some((problem) => problem !== undefined) }}
    >
      <form
        className="values-form"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {FIELDS.map((field, at) => {
          const problem = problems[at];
          const id = `value-${field}`;
          const platform = written(field, record.platform[field]);
          return (
            <div key={field}>
              <label htmlFor={id}>{say(FIELD_LABELS[field] as Text, language)}</label>
              {field === 'gender' ? (
                <Select
                  id={id}
                  value={typed[field] ?? ''}
                  options={['Nam', 'Nữ'].map((value) => ({ value, label: value }))}
                  onChange={(value) => change(field, value)}
                />
              ) : (
                <Input
                  id={id}
                  autoFocus={at === 0}
                  value={typed[field] ?? ''}
                  maxLength={field === 'fullName' ? 200 : 30}
                  inputMode={field === 'fullName' ? 'text' : 'numeric'}
                  autoComplete="off"
                  status={problem === undefined ? '' : 'error'}
                  aria-invalid={problem !== undefined}
                  aria-describedby={`${id}-help`}
                  onChange={({ target }) => change(field, target.value)}
                />
              )}
              <div id={`${id}-help`} className="values-help">
                {problem === undefined ? null : <div className="value-wrong">{t(problem)}</div>}
                {platform !== (typed[field] ?? '') && platform !== '' ? (
                  <div>{t('platform', { value: platform })}</div>
                ) : null}
                {hintsOf(record, field).map((hint) => (
                  <div key={hint.rule}>
                    {ruleText(hint)}{' '}
                    {hint.repair === undefined ? null : (
                      <Button
                        size="small"
                        htmlType="button"
                        onClick={() => change(field, written(field, hint.repair?.value))}
                      >
                        {t('take', { value: written(field, hint.repair.value) })}
                      </Button>
                    )}
                  </div>
                ))}
              </div>
            </div>
          );
        })}
        <div>
          <label htmlFor="value-note">{t('note')}</label>
          <Input
            id="value-note"
            value={note}
            maxLength={1_000}
            onChange={({ target }) => setNote(target.value)}
          />
        </div>
        <button type="submit" className="visually-hidden" tabIndex={-1}>
          {t('save')}
        </button>
      </form>
    </Modal>
  );
}
