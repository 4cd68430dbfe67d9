import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, type InputRef } from 'antd';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { reachOf } from '#domain/authority/acts';
import { post } from '../api/calls.ts';
import { isProblem } from '../api/problem.ts';
import type { QueueFilter, TaskView } from '../api/views.ts';
import { KeyHelp } from '../application/key-help.tsx';
import { useKeys } from '../application/keys.ts';
import { formatNumber } from '../language/format.ts';
import { useWords } from '../language/words.ts';
import { useActing } from '../session/session.ts';
import { useRefusal } from '../states/refusal.tsx';
import { ErrorMessage, Loading, Message } from '../states/states.tsx';
import { useNow } from '../tasks/now.ts';
import { BulkBar } from './bulk-bar.tsx';
import { FilterBar } from './filter-bar.tsx';
import { grouped } from './grouping.ts';
import { QueueTabs } from './queue-tabs.tsx';
import { TaskRow } from './task-row.tsx';
import { useQueue } from './use-inbox.ts';
import { INBOX_WORDS } from './words.ts';
import './inbox.css';

/** Every role's home: what to do now, what is late, what came back and why. */
export default function InboxPage() {
  const t = useWords(INBOX_WORDS);
  const { role } = useActing();
  const now = useNow();
  const [, go] = useLocation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const refused = useRefusal();
  const [filter, setFilter] = useState<QueueFilter>({});
  const [chosen, setChosen] = useState<ReadonlyMap<string, TaskView>>(new Map());
  const [at, setAt] = useState(-1);
  const search = useRef<InputRef>(null);
  const list = useRef<HTMLDivElement>(null);
  const queue = useQueue(filter);
  const tasks = useMemo(() => queue.data?.pages.flatMap(({ items }) => items) ?? [], [queue.data]);
  const groups = useMemo(() => grouped(tasks, now), [tasks, now]);
  const mayClaim = reachOf('task.claim', role) !== undefined;

  const next = useMutation({
    mutationFn: () =>
      post<TaskView>('/tasks/next', { body: filter.step === undefined ? {} : { step: filter.step } }),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: ['queues'] });
      go(`/tasks/${id}`);
    },
    onError: (error) => {
      if (isProblem(error, 'task_not_found')) void message.info(t('nextNone'));
      else refused(error);
    },
  });
  const claim = useMutation({
    mutationFn: (id: string) => post<TaskView>('/tasks/{id}/claim', { path: { id } }),
    onSuccess: ({ id }) => {
      void message.success(t('claimed'));
      void queries.invalidateQueries({ queryKey: ['queues'] });
      void queries.invalidateQueries({ queryKey: ['tasks'] });
      go(`/tasks/${id}`);
    },
    onError: refused,
  });

  const links = (): HTMLAnchorElement[] => [
    ...(list.current?.querySelectorAll<HTMLAnchorElement>('.task-link') ?? []),
  ];
  const move = (by: number): void => {
    const all = links();
    const wanted = Math.min(Math.max(at + by, 0), all.length - 1);
    all[wanted]?.focus();
    setAt(wanted);
  };
  const present = (): TaskView | undefined => {
    const id = document.activeElement?.closest<HTMLElement>('[data-task]')?.dataset['task'];
    return tasks.find((task) => task.id === id);
  };
  const choose = useCallback((task: TaskView, wanted: boolean): void => {
    setChosen((before) => {
      const after = new Map(before);
      if (wanted) after.set(task.id, task);
      else after.delete(task.id);
      return after;
    });
  }, []);
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    n: () => mayClaim && next.mutate(),
    c: () => {
      const task = present();
      if (task !== undefined && mayClaim) claim.mutate(task.id);
    },
    x: () => {
      const task = present();
      if (task !== undefined) choose(task, !chosen.has(task.id));
    },
    '/': () => search.current?.focus(),
  });

  return (
    <>
      <div className="page-head">
        <h1>{t('title')}</h1>
        <KeyHelp
          keys={[
            ['j k ↑ ↓', t('keyMove')],
            ['Enter', t('keyOpen')],
            ['c', t('keyClaim')],
            ['n', t('keyNext')],
            ['x', t('keyChoose')],
            ['/', t('keySearch')],
          ]}
        />
        {mayClaim ? (
          <Button type="primary" size="large" loading={next.isPending} onClick={() => next.mutate()}>
            {t('next')} <kbd aria-hidden="true">n</kbd>
          </Button>
        ) : null}
      </div>
      <QueueTabs
        present={filter.queue ?? 'role'}
        onChoose={(wanted) => {
          setChosen(new Map());
          const { queue: _, ...rest } = filter;
          setFilter(wanted === 'role' ? rest : { ...rest, queue: wanted });
        }}
      />
      <FilterBar filter={filter} onChange={setFilter} search={search} />
      <BulkBar chosen={[...chosen.values()]} onDone={() => setChosen(new Map())} />
      <div ref={list} aria-busy={queue.isFetching}>
        {queue.isPending ? <Loading /> : null}
        {queue.isError && tasks.length === 0 ? (
          <ErrorMessage error={queue.error} retry={() => void queue.refetch()} />
        ) : null}
        {queue.isSuccess && tasks.length === 0 ? (
          Object.keys(filter).some((name) => name !== 'queue') ? (
            <Message title={t('emptyFiltered')}>
              <Button onClick={() => setFilter({})}>{t('clear')}</Button>
            </Message>
          ) : (
            <Message title={t('empty')} detail={t('emptyDetail')} />
          )
        ) : null}
        {groups.map(([group, members]) => (
          <section
            key={group}
            className={`task-group task-group-${group}`}
            aria-labelledby={`group-${group}`}
          >
            <h2 id={`group-${group}`}>
              {t(group)}{' '}
              <span className="muted numeric">
                {formatNumber(members.length)}
                {queue.hasNextPage ? '+' : ''}
              </span>
            </h2>
            <ul className="task-list card">
              {members.map((task) => (
                <TaskRow key={task.id} task={task} chosen={chosen.has(task.id)} onChoose={choose} />
              ))}
            </ul>
          </section>
        ))}
        {queue.hasNextPage ? (
          <Button block loading={queue.isFetchingNextPage} onClick={() => void queue.fetchNextPage()}>
            {t('more')}
          </Button>
        ) : null}
      </div>
    </>
  );
}
