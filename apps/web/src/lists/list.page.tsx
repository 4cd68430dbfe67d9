import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { Link, useParams } from 'wouter';
import { reachOf } from '#domain/authority/acts';
import { get, post, type Page } from '../api/calls.ts';
import type { HandoverView, ListView, ParcelView } from '../api/views.ts';
import { formatMoment, formatNumber } from '../language/format.ts';
import { HANDOVER_STATE_LABELS, labelOf, LIST_STATE_LABELS, STAGE_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { NextTasks } from '../handovers/next-tasks.tsx';
import { useOfficeName } from '../offices/use-offices.ts';
import { useActing } from '../session/session.ts';
import { Answered } from '../states/query.tsx';
import { useRefusal } from '../states/refusal.tsx';
import { Status } from '../states/status.tsx';
import { Timeline } from './timeline.tsx';
import { LIST_WORDS } from './words.ts';
import './lists.css';

/** One list: who holds which part of it since when, its handovers, what is open, and what happened. */
export default function ListPage() {
  const { id = '' } = useParams<{ id: string }>();
  const query = useQuery({
    queryKey: ['lists', id],
    queryFn: ({ signal }) => get<ListView>('/lists/{id}', { path: { id }, signal }),
  });
  return <Answered query={query}>{(list) => <OneList list={list} />}</Answered>;
}

function OneList({ list }: { readonly list: ListView }) {
  const t = useWords(LIST_WORDS);
  const language = useLanguage();
  return (
    <>
      <div className="page-head">
        <div className="task-head">
          <h1>{t('one', { commune: list.communeName, n: list.seq })}</h1>
          <p className="muted">
            {formatNumber(list.recordCount)} {t('records').toLowerCase()}
            {list.endedAt === null ? '' : ` · ${t('ended', { at: formatMoment(list.endedAt) })}`}
          </p>
        </div>
        <Status tone={list.state === 'completed' ? 'good' : 'brand'}>
          {say(labelOf(LIST_STATE_LABELS, list.state), language)}
        </Status>
        {list.overdue ? <Status tone="bad">{t('late')}</Status> : null}
        <PastLink listId={list.id} />
      </div>
      <OpenList list={list} />
      <div className="list-grid">
        <Parcels listId={list.id} />
        <Handovers list={list} />
        <NextTasks listId={list.id} />
        <Timeline listId={list.id} />
      </div>
    </>
  );
}

function PastLink({ listId }: { readonly listId: string }) {
  const t = useWords(LIST_WORDS);
  const { role } = useActing();
  if (reachOf('evidence.read', role) === undefined) return null;
  return <Link href={`/lists/${listId}/past`}>{t('past')}</Link>;
}

function OpenList({ list }: { readonly list: ListView }) {
  const t = useWords(LIST_WORDS);
  const { role } = useActing();
  const queries = useQueryClient();
  const refused = useRefusal();
  const open = useMutation({
    mutationFn: () => post('/lists/{id}/open', { path: { id: list.id } }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['lists'] });
      void queries.invalidateQueries({ queryKey: ['tasks'] });
      void queries.invalidateQueries({ queryKey: ['queues'] });
    },
    onError: refused,
  });
  if (list.state !== 'waiting' || reachOf('list.open', role) === undefined) return null;
  return (
    <Alert
      type="info"
      showIcon
      className="task-note"
      title={t('openHint')}
      action={
        <Button type="primary" loading={open.isPending} onClick={() => open.mutate()}>
          {t('open')}
        </Button>
      }
    />
  );
}

function Parcels({ listId }: { readonly listId: string }) {
  const t = useWords(LIST_WORDS);
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ['lists', listId, 'parcels'],
    queryFn: () => get<{ items: readonly ParcelView[] }>('/lists/{id}/parcels', { path: { id: listId } }),
  });
  const present =
    data?.items.filter(({ stage, recordCount }) => stage !== 'regrouped' && recordCount > 0) ?? [];
  if (present.length === 0) return null;
  return (
    <section className="card list-wide" aria-labelledby="list-holders">
      <h2 id="list-holders">{t('holder')}</h2>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={t('holder')}>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{t('parcel')}</th>
              <th scope="col">{t('holder')}</th>
              <th scope="col">{t('since')}</th>
              <th scope="col">{t('stage')}</th>
              <th scope="col" className="numeric">
                {t('records')}
              </th>
              <th scope="col">{t('reason')}</th>
            </tr>
          </thead>
          <tbody>
            {present.map((parcel) => (
              <tr key={parcel.parcelNo}>
                <th scope="row">{parcel.parcelNo}</th>
                <td>{parcel.custodianName}</td>
                <td>{formatMoment(parcel.since)}</td>
                <td>{say(labelOf(STAGE_LABELS, parcel.stage), language)}</td>
                <td className="numeric">{formatNumber(parcel.recordCount)}</td>
                <td>{parcel.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Handovers({ list }: { readonly list: ListView }) {
  const t = useWords(LIST_WORDS);
  const language = useLanguage();
  const officeName = useOfficeName(list.communeCode);
  const { data } = useQuery({
    queryKey: ['handovers', 'list', list.id],
    queryFn: () =>
      get<Page<HandoverView>>('/lists/{id}/handovers', { path: { id: list.id }, query: { limit: 100 } }),
  });
  if (data === undefined) return null;
  return (
    <section className="card list-wide" aria-labelledby="list-handovers">
      <h2 id="list-handovers">{t('handovers')}</h2>
      {data.items.length === 0 ? (
        <p className="muted">{t('noHandovers')}</p>
      ) : (
        <div className="table-scroll" tabIndex={0} role="region" aria-label={t('handovers')}>
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t('number')}</th>
                <th scope="col">{t('from')}</th>
                <th scope="col">{t('to')}</th>
                <th scope="col" className="numeric">
                  {t('records')}
                </th>
                <th scope="col">{t('state')}</th>
                <th scope="col">{t('at')}</th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((handover) => (
                <tr key={handover.id}>
                  <th scope="row">
                    <Link
                      href={`/handovers/${handover.id}`}
                      aria-label={`${t('handovers')} ${handover.number}`}
                    >
                      {handover.number}
                    </Link>
                  </th>
                  <td>{officeName(handover.fromOfficeId)}</td>
                  <td>{officeName(handover.toOfficeId)}</td>
                  <td className="numeric">{formatNumber(handover.recordCount)}</td>
                  <td>{say(labelOf(HANDOVER_STATE_LABELS, handover.state), language)}</td>
                  <td>{formatMoment(handover.receivedAt ?? handover.offeredAt ?? handover.frozenAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
