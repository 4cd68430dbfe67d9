import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { get, type Page } from '../api/calls.ts';
import type { HandoverView } from '../api/views.ts';
import { formatMoment } from '../language/format.ts';
import { HANDOVER_STATE_LABELS, labelOf } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { Status } from '../states/status.tsx';
import { AUDIT_WORDS } from './words.ts';

interface HandoverChainProps {
  readonly listId: string;
  /** Handovers offered later are pale. */
  readonly until: string | undefined;
  readonly officeName: (officeId: string | null) => string;
}

/** Every handover in order, as a figure of boxes and arrows. */
export function HandoverChain({ listId, until, officeName }: HandoverChainProps) {
  const t = useWords(AUDIT_WORDS);
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ['handovers', 'list', listId],
    queryFn: () =>
      get<Page<HandoverView>>('/lists/{id}/handovers', { path: { id: listId }, query: { limit: 100 } }),
  });
  if (data === undefined) return null;
  return (
    <section className="card" aria-labelledby="handover-chain">
      <h2 id="handover-chain">{t('chain')}</h2>
      {data.items.length === 0 ? <p className="muted">{t('noChain')}</p> : null}
      <ol className="chain">
        {data.items.map((handover) => {
          const at = handover.offeredAt ?? handover.frozenAt;
          const later = until !== undefined && at !== null && at > until;
          return (
            <li key={handover.id} className={later ? 'chain-later' : undefined}>
              <Link href={`/handovers/${handover.id}`}>
                <span>{officeName(handover.fromOfficeId)}</span>
                <span aria-hidden="true" className="chain-arrow">
                  ↓
                </span>
                <span>{officeName(handover.toOfficeId)}</span>
                <span className="visually-hidden">
                  {t('handover', {
                    from: officeName(handover.fromOfficeId),
                    to: officeName(handover.toOfficeId),
                    n: handover.recordCount,
                  })}
                </span>
              </Link>
              <span className="muted numeric">
                {handover.recordCount} · {formatMoment(at ?? '')}
              </span>
              <Status
                tone={handover.state === 'accepted' ? 'good' : handover.state === 'offered' ? 'brand' : 'bad'}
              >
                {say(labelOf(HANDOVER_STATE_LABELS, handover.state), language)}
              </Status>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
