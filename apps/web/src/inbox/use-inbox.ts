import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { get, type Page } from '../api/calls.ts';
import type { QueueCount, QueueFilter, TaskView } from '../api/views.ts';

const PAGE = 50;

/** Exact counts of all queues of the post, as of one moment. */
export function useQueueCounts() {
  return useQuery({
    queryKey: ['queues'],
    queryFn: ({ signal }) => get<{ items: readonly QueueCount[] }>('/tasks/queues', { signal }),
    refetchInterval: 60_000,
  });
}

/** The tasks of a queue, page after page. */
export function useQueue(filter: QueueFilter) {
  return useInfiniteQuery({
    queryKey: ['tasks', 'queue', filter],
    queryFn: ({ pageParam, signal }) =>
      get<Page<TaskView>>('/tasks', { query: { ...filter, limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}
