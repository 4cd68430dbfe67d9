import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { reachOf } from '#domain/authority/acts';
import type { Manifest } from '#domain/handovers/manifest';
import { get, getText, post } from '../api/calls.ts';
import type { HandoverView, ListView } from '../api/views.ts';
import { formatMoment, formatNumber } from '../language/format.ts';
import { HANDOVER_STATE_LABELS, labelOf, STEP_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { useOfficeName } from '../offices/use-offices.ts';
import { useActing } from '../session/session.ts';
import { ManifestWords, rangesInWords } from '../signing/manifest-words.tsx';
import { Answered } from '../states/query.tsx';
import { useRefusal } from '../states/refusal.tsx';
import { Status, type Tone } from '../states/status.tsx';
import { ReasonDialog } from '../steps/reason-dialog.tsx';
import { NextTasks } from './next-tasks.tsx';
import { Papers } from './papers.tsx';
import { SignatureCard } from './signature-card.tsx';
import { HANDOVER_WORDS } from './words.ts';
import './handovers.css';

const TONES: Readonly<Record<string, Tone>> = {
  accepted: 'good',
  offered: 'brand',
  refused: 'bad',
  withdrawn: 'warn',
  voided: 'warn',
};

/** Who gave what to whom, when, how many of which outcome, who signed, and what comes next. */
export default function HandoverPage() {
  const { id = '' } = useParams<{ id: string }>();
  const query = useQuery({
    queryKey: ['handovers', 'one', id],
    queryFn: ({ signal }) => get<HandoverView>('/handovers/{id}', { path: { id }, signal }),
  });
  return <Answered query={query}>{(handover) => <Handover handover={handover} />}</Answered>;
}

function Handover({ handover }: { readonly handover: HandoverView }) {
  const t = useWords(HANDOVER_WORDS);
  const language = useLanguage();
  const path = { id: handover.id };
  const list = useQuery({
    queryKey: ['lists', handover.listId],
    queryFn: () => get<ListView>('/lists/{id}', { path: { id: handover.listId } }),
  });
  const manifest = useQuery({
    queryKey: ['handovers', 'manifest', handover.id],
    queryFn: async () => JSON.parse(await getText('/handovers/{id}/manifest', { path })) as Manifest,
    staleTime: Infinity,
  });
  const officeName = useOfficeName(list.data?.communeCode);
  const nameOf = (officeId: string): string =>
    officeId === manifest.data?.from.officeId
      ? manifest.data.from.name
      : officeId === manifest.data?.to.officeId
        ? manifest.data.to.name
        : officeName(officeId);
  return (
    <>
      <div className="page-head">
        <div className="task-head">
          <h1>{t('title', { n: handover.number })}</h1>
          <p className="muted">
            {say(STEP_LABELS[handover.step], language)} · {list.data?.communeName} · {t(handover.grade)}
          </p>
        </div>
        <Status tone={TONES[handover.state] ?? 'neutral'}>
          {say(labelOf(HANDOVER_STATE_LABELS, handover.state), language)}
        </Status>
        <Withdraw handover={handover} />
        <Link href={`/lists/${handover.listId}`}>{t('list')}</Link>
      </div>
      <div className="handover-way">
        <div className="card">
          <div className="muted">{t('gives')}</div>
          <strong>{nameOf(handover.fromOfficeId)}</strong>
          <div>{t('frozenAt', { at: formatMoment(handover.frozenAt) })}</div>
          {handover.offeredAt === null ? null : (
            <div>{t('offeredAt', { at: formatMoment(handover.offeredAt) })}</div>
          )}
        </div>
        <div className="handover-arrow" aria-hidden="true">
          <strong className="numeric">{formatNumber(handover.recordCount)}</strong>
          <span>→</span>
        </div>
        <div className="card">
          <div className="muted">{t('takes')}</div>
          <strong>{nameOf(handover.toOfficeId)}</strong>
          {handover.receivedAt === null ? null : (
            <div>{t('receivedAt', { at: formatMoment(handover.receivedAt) })}</div>
          )}
          {handover.state === 'offered' && handover.acceptDueAt !== null ? (
            <div>{t('due', { at: formatMoment(handover.acceptDueAt) })}</div>
          ) : null}
        </div>
      </div>
      <div className="handover-grid">
        <section className="card" aria-labelledby="handover-what">
          <h2 id="handover-what">{t('what')}</h2>
          <Answered query={manifest}>{(known) => <ManifestWords manifest={known} />}</Answered>
          <dl className="pairs">
            <dt>{t('parcels')}</dt>
            <dd>{handover.parcelNos.join(', ')}</dd>
            <dt>{t('records')}</dt>
            <dd>{rangesInWords(handover.records)}</dd>
            {handover.receivedAt === null ? null : (
              <>
                <dt>{t('accepted')}</dt>
                <dd className="numeric">{formatNumber(handover.recordCount - handover.refusedCount)}</dd>
                <dt>{t('refused')}</dt>
                <dd className="numeric">{formatNumber(handover.refusedCount)}</dd>
              </>
            )}
            <dt>{t('hash')}</dt>
            <dd>
              <code className="hash">{handover.manifestHash}</code>
            </dd>
          </dl>
        </section>
        <section className="card" aria-labelledby="handover-signatures">
          <h2 id="handover-signatures">{t('signatures')}</h2>
          <SignatureCard
            title={t('giver')}
            grade={handover.grade}
            signature={handover.signature}
            thumbprint={handover.certificateThumbprint}
            proof={handover.offerProof}
            content={{
              path: '/handovers/{id}/manifest',
              id: handover.id,
              name: `ban-giao-${handover.number}-manifest`,
            }}
          />
          <SignatureCard
            title={t('receiver')}
            grade={handover.grade}
            signature={handover.receiptSignature}
            thumbprint={handover.receiptThumbprint}
            proof={handover.receiptProof}
            content={{
              path: '/handovers/{id}/receipt',
              id: handover.id,
              name: `ban-giao-${handover.number}-receipt`,
            }}
          />
          {handover.grade === 'official' && handover.signature !== null ? (
            <p className="muted">{t('checked')}</p>
          ) : null}
        </section>
        <Papers handover={handover} />
        <NextTasks listId={handover.listId} />
      </div>
    </>
  );
}

/** The giver may take an offer back as long as nobody has received it. */
function Withdraw({ handover }: { readonly handover: HandoverView }) {
  const t = useWords(HANDOVER_WORDS);
  const { role, membership } = useActing();
  const queries = useQueryClient();
  const refused = useRefusal();
  const [asking, setAsking] = useState(false);
  const withdraw = useMutation({
    mutationFn: (reason: string) =>
      post('/handovers/{id}/withdraw', { path: { id: handover.id }, body: { reason } }),
    onSuccess: () => {
      setAsking(false);
      return queries.invalidateQueries({ queryKey: ['handovers'] });
    },
    onError: refused,
  });
  const may =
    handover.state === 'offered' &&
    handover.grade === 'official' &&
    handover.fromOfficeId === membership.officeId &&
    reachOf('handover.withdraw', role) !== undefined;
  if (!may) return null;
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('withdraw')}</Button>
      {asking ? (
        <ReasonDialog
          title={t('withdraw')}
          busy={withdraw.isPending}
          onCancel={() => setAsking(false)}
          onSend={(reason) => withdraw.mutate(reason)}
        >
          <p>{t('withdrawText')}</p>
        </ReasonDialog>
      ) : null}
    </>
  );
}
