import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { reachOf } from '#domain/authority/acts';
import { get, getFile, post } from '../api/calls.ts';
import type { HandoverView, PaperView } from '../api/views.ts';
import { useWords } from '../language/words.ts';
import { useActing } from '../session/session.ts';
import { SignDialog } from '../signing/sign-dialog.tsx';
import { Answered } from '../states/query.tsx';
import { useRefusal } from '../states/refusal.tsx';
import { Status } from '../states/status.tsx';
import { HANDOVER_WORDS } from './words.ts';

type Kind = PaperView['kind'];

/** The biên bản of a handover: written, signed by the officer, numbered and sealed by the registry clerk. */
export function Papers({ handover }: { readonly handover: HandoverView }) {
  const t = useWords(HANDOVER_WORDS);
  const { role, personId, membership } = useActing();
  const queries = useQueryClient();
  const refused = useRefusal();
  const [signing, setSigning] = useState<{ readonly kind: Kind; readonly content: Uint8Array }>();
  const path = { id: handover.id };
  const query = useQuery({
    queryKey: ['handovers', 'papers', handover.id],
    queryFn: () => get<{ items: readonly PaperView[] }>('/handovers/{id}/papers', { path }),
  });
  const changed = () => queries.invalidateQueries({ queryKey: ['handovers', 'papers', handover.id] });
  const prepare = useMutation({
    mutationFn: (kind: Kind) => post<PaperView>('/handovers/{id}/paper', { path, body: { kind } }),
    onSuccess: changed,
    onError: refused,
  });
  const open = useMutation({
    mutationFn: (kind: Kind) => getFile('/handovers/{id}/paper', { path, query: { kind } }),
    onSuccess: (pdf) => window.open(URL.createObjectURL(pdf), '_blank'),
    onError: refused,
  });
  const content = useMutation({
    mutationFn: async (kind: Kind) => {
      const bytes = await getFile('/handovers/{id}/paper/content', { path, query: { kind } });
      return { kind, content: new Uint8Array(await bytes.arrayBuffer()) };
    },
    onSuccess: setSigning,
    onError: refused,
  });
  const offered = handover.offeredAt !== null;
  const kinds: readonly Kind[] = handover.receivedAt === null ? ['minutes'] : ['minutes', 'receipt'];
  const signerOf = (kind: Kind): string | null =>
    kind === 'minutes' ? handover.signerPersonId : handover.receiverPersonId;
  const officeOf = (kind: Kind): string => (kind === 'minutes' ? handover.fromOfficeId : handover.toOfficeId);
  return (
    <section className="card" aria-labelledby="handover-papers">
      <h2 id="handover-papers">{t('papers')}</h2>
      <Answered query={query}>
        {({ items }) => (
          <ul className="paper-list">
            {kinds.map((kind) => {
              const paper = items.find((one) => one.kind === kind && one.voidedAt === null);
              return (
                <li key={kind}>
                  <strong>{t(kind)}</strong>{' '}
                  {paper === undefined ? (
                    <span className="muted">{t('unwritten')}</span>
                  ) : (
                    <>
                      {paper.number === null ? null : (
                        <span>{t('numbered', { n: String(paper.number), symbol: paper.symbol })} </span>
                      )}
                      <Status tone={paper.state === 'issued' ? 'good' : 'neutral'}>
                        {t(`state_${paper.state}` as keyof typeof HANDOVER_WORDS)}
                      </Status>
                    </>
                  )}
                  <div className="message-actions signature-files">
                    {paper === undefined &&
                    offered &&
                    officeOf(kind) === membership.officeId &&
                    reachOf('paper.prepare', role) !== undefined ? (
                      <Button size="small" loading={prepare.isPending} onClick={() => prepare.mutate(kind)}>
                        {t('prepare')}
                      </Button>
                    ) : null}
                    {paper === undefined ? null : (
                      <Button size="small" loading={open.isPending} onClick={() => open.mutate(kind)}>
                        {t('openPaper')}
                      </Button>
                    )}
                    {paper?.state === 'prepared' &&
                    signerOf(kind) === personId &&
                    handover.grade === 'official' ? (
                      <Button
                        size="small"
                        type="primary"
                        loading={content.isPending}
                        onClick={() => content.mutate(kind)}
                      >
                        {t('signPaper')}
                      </Button>
                    ) : null}
                  </div>
                </li>
              );
            })}
          </ul>
        )}
      </Answered>
      {signing === undefined ? null : (
        <SignDialog
          content={signing.content}
          purpose={t('purposePaper')}
          onClose={() => setSigning(undefined)}
          onSigned={async (signature) => {
            await post('/handovers/{id}/paper/signature', { path, body: { kind: signing.kind, signature } });
            await changed();
          }}
        >
          <p>{t('paperText', { n: handover.number })}</p>
        </SignDialog>
      )}
    </section>
  );
}
