import { useMutation } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useWords } from '../language/words.ts';
import { ErrorMessage } from '../states/states.tsx';
import { Status } from '../states/status.tsx';
import { reportError } from './holder-api.ts';
import { HOLDER_WORDS } from './words.ts';

const FIELDS = ['fullName', 'dateOfBirth', 'nationality', 'number', 'dose', 'vaccine', 'other'] as const;
const SHORTEST_NOTE = 3;

/** The holder says what is wrong; the facility gets a task. */
export function ReportError({ session }: { readonly session: string }) {
  const t = useWords(HOLDER_WORDS);
  const [field, setField] = useState<(typeof FIELDS)[number]>('fullName');
  const [note, setNote] = useState('');
  const report = useMutation({ mutationFn: () => reportError(session, { field, note }) });
  return (
    <section className="card holder-ask" aria-labelledby="report-error">
      <h2 id="report-error">{t('report')}</h2>
      {report.isSuccess ? (
        <Status tone="good">{t('sent')}</Status>
      ) : (
        <form
          onSubmit={(submitted) => {
            submitted.preventDefault();
            report.mutate();
          }}
        >
          <div>
            <label htmlFor="field">{t('field')}</label>
            <Select
              id="field"
              value={field}
              onChange={setField}
              options={FIELDS.map((value) => ({ value, label: t(`fields_${value}`) }))}
            />
          </div>
          <div>
            <label htmlFor="note">{t('note')}</label>
            <Input.TextArea
              id="note"
              rows={3}
              maxLength={500}
              value={note}
              onChange={({ target }) => setNote(target.value)}
            />
          </div>
          <Button htmlType="submit" loading={report.isPending} disabled={note.trim().length < SHORTEST_NOTE}>
            {t('report')}
          </Button>
        </form>
      )}
      {report.isError ? <ErrorMessage error={report.error} /> : null}
    </section>
  );
}
