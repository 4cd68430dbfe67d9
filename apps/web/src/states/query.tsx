import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorMessage, Loading } from './states.tsx';

/** Shows what a query has: waiting, an error with a way on, or the data. Old data stays while new data is fetched. */
export function Answered<T>({
  query,
  children,
}: {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <ErrorMessage error={query.error} retry={() => void query.refetch()} />;
  return <Loading />;
}
