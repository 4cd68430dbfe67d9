import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link } from 'wouter';
import { get, type Page } from '../api/calls.ts';
import type { ListView } from '../api/views.ts';
import { formatDay, formatNumber } from '../language/format.ts';
import { labelOf, LIST_STATE_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { ErrorMessage, Loading, Message } from '../states/states.tsx';
import { Status } from '../states/status.tsx';
import { LIST_WORDS } from './words.ts';

/** Every list of the area, with how it stands. */
export default function ListsPage() {
  const t = useWords(LIST_WORDS);
  const language = useLanguage();
  const query = useInfiniteQuery({
    queryKey: ['lists', 'all'],
    queryFn: ({ pageParam, signal }) =>
      get<Page<ListView>>('/lists', { query: { limit: 100, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  const lists = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <div className="page-head">
        <h1>{t('title')}</h1>
      </div>
      {query.isPending ? <Loading /> : null}
      {query.isError ? <ErrorMessage error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isSuccess && lists.length === 0 ? <Message title={t('none')} detail={t('noneDetail')} /> : null}
      {lists.length === 0 ? null : (
        <div className="card table-scroll" tabIndex={0} role="region" aria-label={t('title')}>
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t('commune')}</th>
                <th scope="col">{t('state')}</th>
                <th scope="col" className="numeric">
                  {t('records')}
                </th>
                <th scope="col" className="numeric">
                  {t('handovers')}
                </th>
                <th scope="col">{t('due')}</th>
              </tr>
            </thead>
            <tbody>
              {lists.map((list) => (
                <tr key={list.id}>
                  <th scope="row">
                    <Link href={`/lists/${list.id}`}>
                      {t('one', { commune: list.communeName, n: list.seq })}
                    </Link>{' '}
                    {list.urgent ? <Status tone="bad">{t('urgent')}</Status> : null}
                  </th>
                  <td>
                    <Status
                      tone={list.state === 'completed' ? 'good' : list.state === 'open' ? 'brand' : 'neutral'}
                    >
                      {say(labelOf(LIST_STATE_LABELS, list.state), language)}
                    </Status>
                  </td>
                  <td className="numeric">{formatNumber(list.recordCount)}</td>
                  <td className="numeric">{formatNumber(list.handoverCount)}</td>
                  <td>
                    {list.dueAt === null ? '' : formatDay(list.dueAt)}{' '}
                    {list.overdue ? <Status tone="bad">{t('late')}</Status> : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {query.hasNextPage ? (
        <Button block loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </>
  );
}
