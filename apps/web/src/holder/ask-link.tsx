import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../language/language.ts';
import { useWords } from '../language/words.ts';
import { ErrorMessage, Message } from '../states/states.tsx';
import { askForLink } from './holder-api.ts';
import { HOLDER_WORDS } from './words.ts';

const FIELDS = ['fullName', 'dateOfBirth', 'number', 'lastDoseOn'] as const;

/** A day as people write it (dd/mm/yyyy, mm/yyyy) as the server wants it; anything else as it is. */
function isoOf(typed: string): string {
  const text = typed.trim();
  if (!/^(\d{1,2}\/){1,2}\d{4}$/.test(text)) return text;
  return text
    .split('/')
    .reverse()
    .map((part) => part.padStart(2, '0'))
    .join('-');
}

/** Who has no link asks for one. */
export function AskLink() {
  const t = useWords(HOLDER_WORDS);
  const language = useLanguage();
  const [person, setPerson] = useState<Readonly<Record<string, string>>>({});
  const ask = useMutation({ mutationFn: askForLink });
  if (ask.data !== undefined) return <Message title={ask.data[language]} />;
  return (
    <section className="card holder-ask" aria-labelledby="ask-link">
      <h2 id="ask-link">{t('ask')}</h2>
      <p className="muted">{t('askHint')}</p>
      <form
        onSubmit={(submitted) => {
          submitted.preventDefault();
          ask.mutate(Object.fromEntries(FIELDS.map((field) => [field, isoOf(person[field] ?? '')])));
        }}
      >
        {FIELDS.map((field) => (
          <div key={field}>
            <label htmlFor={field}>{t(field)}</label>
            <Input
              id={field}
              required
              autoComplete="off"
              {...(field === 'dateOfBirth' || field === 'lastDoseOn' ? { placeholder: 'dd/mm/yyyy' } : {})}
              value={person[field] ?? ''}
              onChange={({ target }) => setPerson({ ...person, [field]: target.value })}
            />
          </div>
        ))}
        <Button type="primary" htmlType="submit" loading={ask.isPending}>
          {t('send')}
        </Button>
      </form>
      {ask.isError ? <ErrorMessage error={ask.error} /> : null}
    </section>
  );
}
