import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { get, type Page } from '../api/calls.ts';
import type { EventView, ListAsOf, RecordAsOf } from './views.ts';

const PAGE = 200;
/** Moving the slider asks for the moment at which it rests. */
const REST_MS = 150;

/** All events of a list in order; a list has some hundred. */
export function useEvents(listId: string) {
  return useQuery({
    queryKey: ['lists', listId, 'events'],
    queryFn: async ({ signal }) => {
      const events: EventView[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page: Page<EventView> = await get('/lists/{id}/timeline', {
          path: { id: listId },
          query: { limit: PAGE, cursor },
          signal,
        });
        events.push(...page.items);
        cursor = page.nextCursor;
      }
      return events;
    },
  });
}

/** The list as it stood right after an event. The past does not change. */
export function useListAsOf(listId: string, event: EventView | undefined) {
  return useQuery({
    queryKey: ['lists', listId, 'as-of', event?.no],
    queryFn: ({ signal }) =>
      get<ListAsOf>('/lists/{id}/as-of', { path: { id: listId }, query: { at: event?.at }, signal }),
    enabled: event !== undefined,
    staleTime: Infinity,
    placeholderData: (before) => before,
  });
}

/** Records as of an event, page after page; asked for with a purpose. */
export function useRecordsAsOf(listId: string, event: EventView | undefined, purpose: string | null) {
  return useInfiniteQuery({
    queryKey: ['lists', listId, 'records-as-of', event?.no, purpose],
    queryFn: ({ pageParam, signal }) =>
      get<Page<RecordAsOf>>('/lists/{id}/records/as-of', {
        path: { id: listId },
        query: { at: event?.at, purpose, cursor: pageParam, limit: 50 },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    enabled: event !== undefined && purpose !== null,
    staleTime: Infinity,
    placeholderData: (before) => before,
  });
}

/** The value once it has been the same for a moment. */
export function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
