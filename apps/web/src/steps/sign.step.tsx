import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { Manifest } from '#domain/handovers/manifest';
import { POLICE_OUTCOMES } from '#domain/process/outcomes';
import { get, newKey, post, remove, type Page } from '../api/calls.ts';
import type { HandoverView, RecordView } from '../api/views.ts';
import { labelOf, POLICE_OUTCOME_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { Outcome, usePersonColumns } from '../records/columns.tsx';
import { useBrowser, type Chip } from '../records/record-browser.tsx';
import { RecordPanel } from '../records/record-panel.tsx';
import { useRecords, useRecordStore } from '../records/record-store.ts';
import { RecordTable, type Column } from '../records/record-table.tsx';
import { RECORD_WORDS } from '../records/words.ts';
import { frozenParcel, type FrozenParcel } from '../signing/freezing.ts';
import { ManifestWords } from '../signing/manifest-words.tsx';
import { sampleOf } from '../signing/sampling.ts';
import { SignDialog } from '../signing/sign-dialog.tsx';
import { useRefusal } from '../states/refusal.tsx';
import { useComplete, useTaskChanged } from '../tasks/use-task.ts';
import { ActionBar } from './action-bar.tsx';
import { Facts } from './facts.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { SIGN_WORDS } from './sign.words.ts';
import type { StepProps } from './step-props.ts';
import { STEP_WORDS } from './words.ts';

const SAMPLE = 10;

/** Step 7: the chief or his deputy looks at a random sample, freezes the parcel, reads what he signs, and signs it. */
export default function SignStep({ task, mine }: StepProps) {
  const t = useWords(SIGN_WORDS);
  const step = useWords(STEP_WORDS);
  const words = useWords(RECORD_WORDS);
  const language = useLanguage();
  const { message } = App.useApp();
  const refused = useRefusal();
  const queries = useQueryClient();
  const changed = useTaskChanged();
  const store = useRecordStore(task.id);
  const { records, loaded } = useRecords(store);
  const complete = useComplete(task);
  const [present, setPresent] = useState<number | null>(null);
  const [sampled, setSampled] = useState<ReadonlySet<number>>(new Set());
  const [seen, setSeen] = useState(false);
  const [returning, setReturning] = useState(false);
  const [signing, setSigning] = useState<FrozenParcel>();
  const handovers = useQuery({
    queryKey: ['handovers', 'list', task.listId],
    queryFn: () =>
      get<Page<HandoverView>>('/lists/{id}/handovers', {
        path: { id: task.listId ?? '' },
        query: { limit: 100 },
      }),
    enabled: task.listId !== null,
  });
  const ofTask = handovers.data?.items.filter(({ taskId }) => taskId === task.id) ?? [];
  const frozen = ofTask.find(({ state }) => state === 'frozen');
  const offered = ofTask.find(({ state }) => state !== 'frozen' && state !== 'voided');
  const counts = useMemo(
    () =>
      POLICE_OUTCOMES.map(
        (outcome) =>
          [
            say(labelOf(POLICE_OUTCOME_LABELS, outcome), language),
            records.filter(({ policeOutcome }) => policeOutcome === outcome).length,
          ] as const,
      ).filter(([, n]) => n > 0),
    [records, language],
  );
  const chips = useMemo(
    (): readonly Chip[] => [
      { key: 'sample', label: t('sample'), holds: ({ recordNo }: RecordView) => sampled.has(recordNo) },
    ],
    [t, sampled],
  );
  const { shown, tools } = useBrowser(store, task.recordCount, chips, 'sample');
  const person = usePersonColumns();
  const columns = useMemo<readonly Column[]>(
    () => [
      ...person.filter(({ key }) => key !== 'birth'),
      {
        key: 'village',
        title: words('village'),
        width: '8rem',
        wide: true,
        cell: ({ villageOutcome }) => <Outcome outcome={villageOutcome} />,
      },
      {
        key: 'outcome',
        title: words('outcome'),
        width: 'minmax(7rem, 1fr)',
        cell: ({ policeOutcome }) => <Outcome outcome={policeOutcome} />,
      },
    ],
    [person, words],
  );
  const draw = (): void => {
    const sample = sampleOf(records, SAMPLE);
    setSampled(new Set(sample.map(({ recordNo }) => recordNo)));
    setPresent(sample[0]?.recordNo ?? null);
  };
  const freeze = useMutation({
    mutationFn: () => frozenParcel(task),
    onSuccess: (ready) => {
      setSigning(ready);
      void queries.invalidateQueries({ queryKey: ['handovers'] });
    },
    onError: refused,
  });
  const unfreeze = useMutation({
    mutationFn: (id: string) =>
      remove('/handovers/{id}/freeze', { path: { id }, body: { epoch: task.claimEpoch } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['handovers'] }),
    onError: refused,
  });
  const [key] = useState(newKey);
  const offer = async (signature: string): Promise<void> => {
    const { handover } = signing as NonNullable<typeof signing>;
    await post('/handovers/{id}/signature', {
      path: { id: handover.id },
      key: `${key}-${handover.number}`,
      body: { epoch: task.claimEpoch, signature },
    });
    void message.success(t('signed'));
    void queries.invalidateQueries({ queryKey: ['handovers'] });
    changed(await get('/tasks/{id}', { path: { id: task.id } }));
  };
  return (
    <>
      <Facts facts={[[t('records'), records.length], ...counts]} />
      {offered === undefined ? null : (
        <p>
          <Link href={`/handovers/${offered.id}`}>{t('toHandover')}</Link>
        </p>
      )}
      {mine ? (
        <div className="step-tools">
          <Button onClick={draw} disabled={loaded !== 'all'}>
            {t(sampled.size === 0 ? 'draw' : 'drawAgain', { n: Math.min(SAMPLE, records.length) })}
          </Button>
          <Checkbox
            checked={seen}
            disabled={sampled.size === 0}
            onChange={({ target }) => setSeen(target.checked)}
          >
            {t('seen')}
          </Checkbox>
        </div>
      ) : null}
      {tools}
      <div className="split">
        <RecordTable
          records={shown}
          columns={columns}
          present={present}
          onPresent={setPresent}
          label={t('table')}
        />
        <RecordPanel
          record={present === null ? undefined : store.find(present)}
          columns={['platform', 'current']}
        />
      </div>
      {mine ? (
        <ActionBar
          left={
            frozen === undefined ? (
              <Button onClick={() => setReturning(true)}>{t('back')}</Button>
            ) : (
              <Button loading={unfreeze.isPending} onClick={() => unfreeze.mutate(frozen.id)}>
                {t('unfreeze')}
              </Button>
            )
          }
        >
          {seen ? null : <span className="muted">{t('sampleFirst')}</span>}
          <Button
            type="primary"
            size="large"
            disabled={!seen}
            loading={freeze.isPending}
            onClick={() => freeze.mutate()}
          >
            {t('sign')}
          </Button>
        </ActionBar>
      ) : null}
      {returning ? (
        <ReasonDialog
          title={step('returnAll')}
          busy={complete.isPending}
          onCancel={() => setReturning(false)}
          onSend={(reason) => complete.mutate({ outcome: 'returned', reason })}
        />
      ) : null}
      {signing === undefined ? null : (
        <SignDialog
          content={signing.manifest}
          purpose={t('purpose', { n: signing.handover.number })}
          onSigned={offer}
          onClose={() => setSigning(undefined)}
        >
          <ManifestWords manifest={JSON.parse(signing.manifest) as Manifest} />
        </SignDialog>
      )}
    </>
  );
}
