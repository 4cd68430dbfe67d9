import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { get, type Page } from '../api/calls.ts';
import type { TimelineEventView } from '../api/views.ts';
import { formatMoment } from '../language/format.ts';
import { labelOf } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { EVENT_LABELS } from './event-labels.ts';
import { LIST_WORDS } from './words.ts';

/** What happened to a list, in order: who, for which office, and which records changed hands. */
export function Timeline({ listId }: { readonly listId: string }) {
  const t = useWords(LIST_WORDS);
  const language = useLanguage();
  const query = useInfiniteQuery({
    queryKey: ['lists', listId, 'timeline'],
    queryFn: ({ pageParam }) =>
      get<Page<TimelineEventView>>('/lists/{id}/timeline', {
        path: { id: listId },
        query: { limit: 100, cursor: pageParam },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  const events = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className="card list-wide" aria-labelledby="list-history">
      <h2 id="list-history">{t('history')}</h2>
      <ol className="timeline">
        {events.map((event) => (
          <li key={event.no}>
            <span className="muted numeric">{formatMoment(event.at)}</span>{' '}
            <strong>{say(labelOf(EVENT_LABELS, event.type), language)}</strong>{' '}
            <span>
              {[event.person?.fullName, event.office?.name].filter(Boolean).join(', ')}
              {event.custody.length === 0
                ? ''
                : ` · ${t('moved', { n: event.custody.reduce((sum, { count }) => sum + count, 0) })}`}
            </span>
          </li>
        ))}
      </ol>
      {query.hasNextPage ? (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </section>
  );
}
