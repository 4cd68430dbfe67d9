import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Input, Modal, Select, Space } from 'antd';
import type { InputRef } from 'antd';
import { useEffect, useState, type Ref } from 'react';
import { STEP_RULES, TASK_STEPS, type TaskStep } from '#domain/process/steps';
import { get, post, remove, type Page } from '../api/calls.ts';
import type { QueueFilter, SavedFilter } from '../api/views.ts';
import { STEP_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { useActing } from '../session/session.ts';
import { useRefusal } from '../states/refusal.tsx';
import { INBOX_WORDS } from './words.ts';

const TYPING_MS = 250;
const LEAST_LETTERS = 2;

interface Props {
  readonly filter: QueueFilter;
  readonly onChange: (filter: QueueFilter) => void;
  readonly search: Ref<InputRef>;
}

/** Search and filters of a queue; filters are kept on the server, so they are the same on every machine. */
export function FilterBar({ filter, onChange, search }: Props) {
  const t = useWords(INBOX_WORDS);
  const language = useLanguage();
  const { role } = useActing();
  const [text, setText] = useState(filter.text ?? '');
  const [naming, setNaming] = useState(false);
  useEffect(() => setText(filter.text ?? ''), [filter.text]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === (filter.text ?? '') || wanted.length === 1) return;
    const timer = setTimeout(() => {
      const { text: _, ...rest } = filter;
      onChange(wanted.length >= LEAST_LETTERS ? { ...rest, text: wanted } : rest);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, filter, onChange]);

  const own = TASK_STEPS.filter((step) => STEP_RULES[step].role === role);
  const steps = own.length > 1 ? own : own.length === 1 ? [] : TASK_STEPS;
  const without = (name: keyof QueueFilter): QueueFilter => {
    const { [name]: _, ...rest } = filter;
    return rest;
  };
  const filtered = filter.text !== undefined || filter.step !== undefined || filter.overdue !== undefined;
  return (
    <div className="inbox-filters" role="search">
      <Input
        ref={search}
        allowClear
        className="inbox-search"
        value={text}
        placeholder={t('search')}
        aria-label={t('search')}
        onChange={({ target }) => setText(target.value)}
      />
      {steps.length === 0 ? null : (
        <Select<TaskStep | ''>
          aria-label={t('step')}
          className="inbox-step"
          value={filter.step ?? ''}
          options={[
            { value: '', label: t('anyStep') },
            ...steps.map((step) => ({ value: step, label: say(STEP_LABELS[step], language) })),
          ]}
          onChange={(step) => onChange(step === '' ? without('step') : { ...filter, step })}
        />
      )}
      <Checkbox
        checked={filter.overdue === true}
        onChange={({ target }) =>
          onChange(target.checked ? { ...filter, overdue: true } : without('overdue'))
        }
      >
        {t('onlyLate')}
      </Checkbox>
      {filtered ? (
        <>
          <Button onClick={() => onChange(filter.queue === undefined ? {} : { queue: filter.queue })}>
            {t('clear')}
          </Button>
          <Button onClick={() => setNaming(true)}>{t('save')}</Button>
        </>
      ) : null}
      <SavedFilters onChoose={onChange} />
      {naming ? <SaveFilter filter={filter} onClose={() => setNaming(false)} /> : null}
    </div>
  );
}

function SavedFilters({ onChoose }: { readonly onChoose: (filter: QueueFilter) => void }) {
  const t = useWords(INBOX_WORDS);
  const queries = useQueryClient();
  const refused = useRefusal();
  const { data } = useQuery({
    queryKey: ['filters'],
    queryFn: () => get<Page<SavedFilter>>('/filters'),
    staleTime: 60_000,
  });
  const erase = useMutation({
    mutationFn: ({ id, version }: SavedFilter) => remove('/filters/{id}', { path: { id }, version }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['filters'] }),
    onError: refused,
  });
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Space size={4} wrap role="group" aria-label={t('saved')}>
      {data.items.map((saved) => (
        <Space.Compact key={saved.id}>
          <Button onClick={() => onChoose(saved.filter)}>{saved.name}</Button>
          <Button aria-label={`${t('remove')} ${saved.name}`} onClick={() => erase.mutate(saved)}>
            ×
          </Button>
        </Space.Compact>
      ))}
    </Space>
  );
}

function SaveFilter({ filter, onClose }: { readonly filter: QueueFilter; readonly onClose: () => void }) {
  const t = useWords(INBOX_WORDS);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const refused = useRefusal();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () => post<SavedFilter>('/filters', { body: { name: name.trim(), shared, filter } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['filters'] });
      void message.success(t('savedDone'));
      onClose();
    },
    onError: refused,
  });
  return (
    <Modal
      open
      title={t('save')}
      okText={t('save')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: name.trim() === '', loading: save.isPending }}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <Space orientation="vertical" className="stack">
        <Input
          autoFocus
          maxLength={100}
          value={name}
          placeholder={t('saveName')}
          aria-label={t('saveName')}
          onChange={({ target }) => setName(target.value)}
          onPressEnter={() => name.trim() !== '' && save.mutate()}
        />
        <Checkbox checked={shared} onChange={({ target }) => setShared(target.checked)}>
          {t('shareFilter')}
        </Checkbox>
      </Space>
    </Modal>
  );
}
