import { useMutation } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useMemo, useState } from 'react';
import { post } from '../api/calls.ts';
import type { FieldName, RecordView } from '../api/views.ts';
import { QueueStatus } from '../drafts/queue-status.tsx';
import { useDecisionQueue } from '../drafts/use-queue.ts';
import { formatNumber } from '../language/format.ts';
import { labelOf, POLICE_OUTCOME_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { useBrowser, useChosen, type Chip } from '../records/record-browser.tsx';
import { useRecords, useRecordStore } from '../records/record-store.ts';
import { RECORD_WORDS } from '../records/words.ts';
import { useRefusal } from '../states/refusal.tsx';
import { useComplete } from '../tasks/use-task.ts';
import { BulkTake } from './bulk-take.tsx';
import { ActionBar } from './action-bar.tsx';
import { useDecisions } from './decisions.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import type { StepProps } from './step-props.ts';
import { VerifyDesk } from './verify-desk.tsx';
import { VERIFY_WORDS } from './verify.words.ts';

/** Records with one person found who differs in nothing but this field, still undecided: what can be looked at and taken together. */
const differsOnlyIn =
  (field: FieldName) =>
  ({ policeOutcome, populationStatus, populationAnswer }: RecordView): boolean =>
    policeOutcome === null &&
    populationStatus === 'near' &&
    populationAnswer?.differing?.length === 1 &&
    populationAnswer.differing[0] === field;

const isProposed = ({ policeOutcome, proposedOutcome }: RecordView): boolean =>
  policeOutcome === null && proposedOutcome !== null && proposedOutcome !== 'exempt';

/** Step 6: each record beside the population database; what agrees is accepted at once, the rest with one key each. */
export default function VerifyStep({ task, mine }: StepProps) {
  const t = useWords(VERIFY_WORDS);
  const words = useWords(RECORD_WORDS);
  const { message } = App.useApp();
  const refused = useRefusal();
  const store = useRecordStore(task.id);
  const { records, loaded } = useRecords(store);
  const [queue, state] = useDecisionQueue(task, store, 'policeOutcome');
  const decisions = useDecisions(queue, store, 'policeOutcome');
  const complete = useComplete(task);
  const [chosen, choose, clear] = useChosen();
  const [returning, setReturning] = useState<readonly number[]>([]);
  const [previewing, setPreviewing] = useState(false);
  const [taking, setTaking] = useState(false);
  const chips = useMemo(
    (): readonly Chip[] => [
      { key: 'undecided', label: t('undecided'), holds: ({ policeOutcome }) => policeOutcome === null },
      { key: 'proposed', label: t('proposed'), holds: isProposed },
      { key: 'onlyNumber', label: t('onlyNumber'), holds: differsOnlyIn('idNumber') },
      { key: 'onlyName', label: t('onlyName'), holds: differsOnlyIn('fullName') },
      { key: 'onlyBirth', label: t('onlyBirth'), holds: differsOnlyIn('dateOfBirth') },
      { key: 'onlyGender', label: t('onlyGender'), holds: differsOnlyIn('gender') },
      { key: 'near', label: t('near'), holds: ({ populationStatus }) => populationStatus === 'near' },
      {
        key: 'notFound',
        label: t('notFound'),
        holds: ({ populationStatus }) => populationStatus === 'not_found',
      },
      {
        key: 'several',
        label: t('several'),
        holds: ({ populationStatus }) => populationStatus === 'several',
      },
      { key: 'decided', label: t('decided'), holds: ({ policeOutcome }) => policeOutcome !== null },
    ],
    [t],
  );
  const { shown, tools } = useBrowser(store, task.recordCount, chips);
  const proposed = useMemo(() => records.filter(isProposed), [records]);
  const left = records.reduce((sum, { policeOutcome }) => sum + (policeOutcome === null ? 1 : 0), 0);
  const path = { id: task.id };
  const accept = useMutation({
    mutationFn: () =>
      post<{ accepted: number }>('/tasks/{id}/accept-proposals', {
        path,
        body: { epoch: task.claimEpoch, recordNos: proposed.map(({ recordNo }) => recordNo) },
      }),
    onSuccess: ({ accepted }) => {
      setPreviewing(false);
      void message.success(t('accepted', { n: accepted }));
      void store.load();
    },
    onError: refused,
  });
  const giveBack = useMutation({
    mutationFn: async (reason: string) => {
      await queue.flush();
      return post<{ returned: number }>('/tasks/{id}/returns', {
        path,
        body: { epoch: task.claimEpoch, recordNos: returning, reason },
      });
    },
    onSuccess: ({ returned }) => {
      store.drop(returning);
      setReturning([]);
      clear();
      void message.success(t('returnedDone', { n: returned }));
    },
    onError: refused,
  });
  const finish = async (): Promise<void> => {
    if (await queue.flush()) complete.mutate({});
  };
  return (
    <>
      <div className="step-tools no-print">
        {mine && proposed.length > 0 ? (
          <Button type="primary" onClick={() => setPreviewing(true)}>
            {t('acceptProposals', { n: proposed.length })}
          </Button>
        ) : null}
        {mine ? <QueueStatus queue={queue} state={state} /> : null}
      </div>
      {tools}
      <VerifyDesk
        store={store}
        records={shown}
        mine={mine}
        chosen={chosen}
        choose={choose}
        {...decisions}
        onReturn={(recordNo) => setReturning([recordNo])}
        onTakeChosen={() => setTaking(chosen.size > 0)}
      />
      {mine ? (
        <ActionBar
          left={
            chosen.size === 0 ? null : (
              <>
                <strong>{words('chosen', { n: chosen.size })}</strong>
                <Button onClick={() => setTaking(true)}>
                  {t('takePopulation')} <kbd aria-hidden="true">t</kbd>
                </Button>
                <Button onClick={() => setReturning([...chosen])}>{t('returnChosen')}</Button>
              </>
            )
          }
        >
          {left > 0 ? <span className="muted">{t('left', { n: left })}</span> : null}
          <Button
            type="primary"
            size="large"
            disabled={left > 0 || loaded !== 'all'}
            loading={complete.isPending}
            onClick={() => void finish()}
          >
            {t('finish')}
          </Button>
        </ActionBar>
      ) : null}
      {returning.length > 0 ? (
        <ReasonDialog
          title={t('returnChosen')}
          busy={giveBack.isPending}
          onCancel={() => setReturning([])}
          onSend={(reason) => giveBack.mutate(reason)}
        >
          <p>{t('returnText', { n: returning.length })}</p>
        </ReasonDialog>
      ) : null}
      {taking ? (
        <BulkTake
          records={[...chosen].flatMap((recordNo) => store.find(recordNo) ?? [])}
          onClose={() => setTaking(false)}
          onApply={(wanted) => {
            decisions.decide(wanted);
            clear();
            setTaking(false);
          }}
        />
      ) : null}
      {previewing ? (
        <Modal
          open
          title={t('acceptPreview')}
          okText={t('apply')}
          cancelText={t('cancel')}
          okButtonProps={{ loading: accept.isPending, autoFocus: true }}
          onOk={() => accept.mutate()}
          onCancel={() => setPreviewing(false)}
        >
          <ProposalPreview records={proposed} />
        </Modal>
      ) : null}
    </>
  );
}

const EXAMPLES = 8;

/** How many records get which outcome, with examples of values that will change. */
function ProposalPreview({ records }: { readonly records: readonly RecordView[] }) {
  const language = useLanguage();
  const counts = new Map<string, number>();
  for (const { proposedOutcome } of records)
    counts.set(proposedOutcome ?? '', (counts.get(proposedOutcome ?? '') ?? 0) + 1);
  const changing = records.filter(({ current, proposedValues }) =>
    Object.entries(proposedValues ?? {}).some(
      ([field, value]) => current[field as keyof typeof current] !== value,
    ),
  );
  return (
    <>
      <table className="plain-table">
        <tbody>
          {[...counts].map(([outcome, n]) => (
            <tr key={outcome}>
              <th scope="row">{say(labelOf(POLICE_OUTCOME_LABELS, outcome), language)}</th>
              <td className="numeric">{formatNumber(n)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul>
        {changing.slice(0, EXAMPLES).map(({ recordNo, current, proposedValues }) => (
          <li key={recordNo}>
            {recordNo}. {current.fullName}:{' '}
            {Object.entries(proposedValues ?? {})
              .filter(([field, value]) => current[field as keyof typeof current] !== value)
              .map(([field, value]) => `${current[field as keyof typeof current] ?? '∅'} → ${value ?? '∅'}`)
              .join('; ')}
          </li>
        ))}
        {changing.length > EXAMPLES ? <li>+ {formatNumber(changing.length - EXAMPLES)}</li> : null}
      </ul>
    </>
  );
}
