import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Manifest } from '#domain/handovers/manifest';
import { get, post, type Page } from '../api/calls.ts';
import type { RecordView, TaskView } from '../api/views.ts';
import { useWords } from '../language/words.ts';
import { Outcome } from '../records/columns.tsx';
import { RecordStore } from '../records/record-store.ts';
import { Value } from '../records/value.tsx';
import { Answered } from '../states/query.tsx';
import { useRefusal } from '../states/refusal.tsx';
import { Message } from '../states/states.tsx';
import { Due, Holder, usePlaceOf } from '../tasks/task-facts.tsx';
import { TASK_WORDS } from '../tasks/words.ts';
import { BATCH_WORDS } from './batch.words.ts';
import { frozenParcel, type FrozenParcel } from './freezing.ts';
import { ManifestWords } from './manifest-words.tsx';
import { sampleOf } from './sampling.ts';
import { SignDialog } from './sign-dialog.tsx';
import { SIGNING_WORDS } from './words.ts';
import '../steps/steps.css';

const SAMPLE = 5;

interface Sample {
  readonly task: TaskView;
  readonly records: readonly RecordView[];
}

/** The chief signs what is ready: several parcels in a row, each after a sample and with its own words. */
export default function SigningPage() {
  const t = useWords(BATCH_WORDS);
  const tasks = useWords(TASK_WORDS);
  const placeOf = usePlaceOf();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const refused = useRefusal();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const [seen, setSeen] = useState(false);
  const [waiting, setWaiting] = useState<readonly TaskView[]>([]);
  const [present, setPresent] = useState<FrozenParcel>();
  const [total, setTotal] = useState(0);
  const query = useQuery({
    queryKey: ['tasks', 'signing'],
    queryFn: () => get<Page<TaskView>>('/tasks', { query: { step: 'sign', limit: 100 } }),
  });
  const draw = useMutation({
    mutationFn: async (wanted: readonly TaskView[]) => {
      const drawn: Sample[] = [];
      for (const task of wanted) {
        const store = new RecordStore(task.id);
        await store.load();
        drawn.push({ task, records: sampleOf(store.state().records, SAMPLE) });
      }
      return drawn;
    },
    onSuccess: setSamples,
    onError: refused,
  });
  /** Freezes the next parcel and shows what it says; after the last one it is over. */
  const goOn = async (rest: readonly TaskView[], signed: number): Promise<void> => {
    const [task, ...others] = rest;
    setWaiting(others);
    if (task === undefined) {
      setPresent(undefined);
      setSamples([]);
      setSeen(false);
      setChosen(new Set());
      void queries.invalidateQueries({ queryKey: ['tasks'] });
      void queries.invalidateQueries({ queryKey: ['queues'] });
      void message.success(t('done', { n: signed }));
      return;
    }
    setPresent(undefined);
    try {
      setPresent(await frozenParcel(task));
    } catch (error) {
      refused(error);
    }
  };
  const offer = async (signature: string): Promise<void> => {
    const { handover, task } = present as FrozenParcel;
    await post('/handovers/{id}/signature', {
      path: { id: handover.id },
      body: { epoch: task.claimEpoch, signature },
    });
    void goOn(waiting, total - waiting.length);
  };
  return (
    <>
      <div className="page-head">
        <h1>{t('title')}</h1>
      </div>
      <p className="muted">{t('hint')}</p>
      <Answered query={query}>
        {({ items }) => {
          const wanted = items.filter(({ id }) => chosen.has(id));
          if (items.length === 0) return <Message title={t('none')} />;
          return (
            <>
              <ul className="task-list card">
                {items.map((task) => (
                  <li key={task.id} className="signing-row">
                    <Checkbox
                      checked={chosen.has(task.id)}
                      disabled={task.preparing}
                      aria-label={t('choose', { what: placeOf(task) })}
                      onChange={({ target }) => {
                        setSamples([]);
                        setSeen(false);
                        setChosen((before) => {
                          const after = new Set(before);
                          if (target.checked) after.add(task.id);
                          else after.delete(task.id);
                          return after;
                        });
                      }}
                    />
                    <Link href={`/tasks/${task.id}`}>{placeOf(task)}</Link>
                    <span className="numeric">{tasks('records', { n: task.recordCount })}</span>
                    <Holder task={task} />
                    <Due task={task} />
                  </li>
                ))}
              </ul>
              <div className="step-tools signing-tools">
                <Button
                  disabled={wanted.length === 0}
                  loading={draw.isPending}
                  onClick={() => draw.mutate(wanted)}
                >
                  {t('draw', { n: wanted.length })}
                </Button>
                <Checkbox
                  checked={seen}
                  disabled={samples.length === 0}
                  onChange={({ target }) => setSeen(target.checked)}
                >
                  {t('seen')}
                </Checkbox>
                <Button
                  type="primary"
                  disabled={!seen || samples.length === 0}
                  onClick={() => {
                    setTotal(wanted.length);
                    void goOn(wanted, 0);
                  }}
                >
                  {t('sign', { n: wanted.length })}
                </Button>
              </div>
              {samples.map((sample) => (
                <SampleTable key={sample.task.id} sample={sample} />
              ))}
            </>
          );
        }}
      </Answered>
      {present === undefined ? null : (
        <SignDialog
          key={present.handover.id}
          content={present.manifest}
          purpose={t('progress', { at: total - waiting.length, n: total })}
          onSigned={offer}
          onClose={() => setPresent((open) => (open === present ? undefined : open))}
        >
          <p className="muted">{t('progress', { at: total - waiting.length, n: total })}</p>
          <ManifestWords manifest={JSON.parse(present.manifest) as Manifest} />
        </SignDialog>
      )}
    </>
  );
}

function SampleTable({ sample: { task, records } }: { readonly sample: Sample }) {
  const t = useWords(BATCH_WORDS);
  const signing = useWords(SIGNING_WORDS);
  const placeOf = usePlaceOf();
  const title = t('sample', { n: records.length, what: placeOf(task) });
  return (
    <section className="card task-note" aria-label={title}>
      <h2>{title}</h2>
      <div
        className="table-scroll"
        tabIndex={0}
        role="region"
        aria-label={`${signing('whatIsSigned')}: ${title}`}
      >
        <table className="plain-table">
          <tbody>
            {records.map((record) => (
              <tr key={record.recordNo}>
                <td className="numeric">{record.recordNo}</td>
                <td>
                  <Value record={record} field="fullName" />
                </td>
                <td>
                  <Value record={record} field="dateOfBirth" />
                </td>
                <td>
                  <Value record={record} field="idNumber" />
                </td>
                <td>
                  <Outcome outcome={record.policeOutcome} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
