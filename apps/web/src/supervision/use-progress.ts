import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { get, type Page } from '../api/calls.ts';
import type { CampaignView, LateTask, Level, ProgressAnswer } from './views.ts';

/** Figures follow the work without anybody pressing a key. */
const REFRESH_MS = 15_000;

/** What is looked at: a campaign (or all of them), within a unit (or everything one may see). */
export interface Scope {
  readonly campaignId: string | null;
  readonly parent: string | null;
}

export function useCampaigns() {
  return useQuery({
    queryKey: ['campaigns'],
    queryFn: ({ signal }) => get<Page<CampaignView>>('/campaigns', { query: { limit: 100 }, signal }),
    select: ({ items }) => items,
  });
}

/** Rows of a level; figures of one moment. */
export function useProgress({ campaignId, parent }: Scope, level: Level, enabled = true) {
  return useQuery({
    queryKey: ['progress', campaignId, level, parent],
    queryFn: ({ signal }) =>
      campaignId === null
        ? get<ProgressAnswer>('/progress/rows', { query: { level, parent }, signal })
        : get<ProgressAnswer>('/campaigns/{id}/progress/rows', {
            path: { id: campaignId },
            query: { level, parent },
            signal,
          }),
    refetchInterval: REFRESH_MS,
    placeholderData: (before) => (before?.level === level ? before : undefined),
    enabled,
  });
}

/** Late tasks of a campaign, page after page. */
export function useLateTasks({ campaignId, parent }: Scope) {
  return useInfiniteQuery({
    queryKey: ['progress', campaignId, 'late', parent],
    queryFn: ({ pageParam, signal }) =>
      get<Page<LateTask>>('/campaigns/{id}/late', {
        path: { id: campaignId ?? '' },
        query: { within: parent, cursor: pageParam, limit: 20 },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: REFRESH_MS,
    enabled: campaignId !== null,
  });
}
