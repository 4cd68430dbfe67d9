import { useQuery } from '@tanstack/react-query';
import { get } from '../api/calls.ts';

export interface VillageView {
  readonly code: string;
  readonly name: string;
}

/** The villages of a commune; they do not change while one works. */
export function useVillages(communeCode: string | null) {
  return useQuery({
    queryKey: ['units', communeCode],
    queryFn: () => get<{ items: readonly VillageView[] }>('/units', { query: { parent: communeCode } }),
    enabled: communeCode !== null,
    staleTime: 3_600_000,
    select: ({ items }) => items,
  });
}
