import { useQuery } from '@tanstack/react-query';
import { get } from '../api/calls.ts';
import type { OfficeView } from '../api/views.ts';

/** The offices of a commune; they seldom change. */
export function useOffices(communeCode: string | null | undefined) {
  return useQuery({
    queryKey: ['offices', communeCode],
    queryFn: () => get<{ items: readonly OfficeView[] }>('/offices', { query: { commune: communeCode } }),
    enabled: communeCode !== null && communeCode !== undefined,
    staleTime: 3_600_000,
    select: ({ items }) => items,
  });
}

/** Names of a commune's offices by id; an office elsewhere is shown by its id. */
export function useOfficeName(communeCode: string | null | undefined): (officeId: string | null) => string {
  const { data } = useOffices(communeCode);
  return (officeId) => data?.find(({ id }) => id === officeId)?.name ?? officeId ?? '';
}
