import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { get, type Page } from '../api/calls.ts';
import type { ListView } from '../api/views.ts';
import { formatDay, formatNumber } from '../language/format.ts';
import { labelOf, LIST_STATE_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { SUPERVISION_WORDS } from './words.ts';

/** The lists of a commune: the last step down. */
export function ListsOf({
  communeCode,
  name,
  campaignId,
}: {
  readonly communeCode: string;
  readonly name: string;
  readonly campaignId: string | null;
}) {
  const t = useWords(SUPERVISION_WORDS);
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ['lists', 'commune', communeCode, campaignId],
    queryFn: ({ signal }) =>
      get<Page<ListView>>('/lists', { query: { communeCode, campaignId, limit: 100 }, signal }),
  });
  if (data === undefined || data.items.length === 0) return null;
  return (
    <section className="card" aria-labelledby="lists-of">
      <h2 id="lists-of">{t('listsOf', { name })}</h2>
      <ul className="plain-list">
        {data.items.map((list) => (
          <li key={list.id}>
            <Link href={`/lists/${list.id}`}>
              {list.communeName}, {list.seq}
            </Link>{' '}
            <span className="muted">
              {say(labelOf(LIST_STATE_LABELS, list.state), language)} · {formatNumber(list.recordCount)}{' '}
              {t('records').toLowerCase()}
              {list.dueAt === null ? '' : ` · ${t('due').toLowerCase()} ${formatDay(list.dueAt)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
