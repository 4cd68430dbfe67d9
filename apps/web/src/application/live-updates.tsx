import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { follow } from '../api/live.ts';
import { useSession } from '../session/session.ts';
import { reportStream } from './connection.ts';

/** Queries that a notification makes old. Keys begin with one of these words. */
const TOUCHED = ['tasks', 'queues', 'notifications', 'lists', 'handovers'] as const;

/** Keeps what is on the screen true: each event of the server lets the queries it may have changed be asked again. */
export function LiveUpdates() {
  const queries = useQueryClient();
  const session = useSession();
  const acting = session.status === 'signed-in' ? session.acting : undefined;
  useEffect(() => {
    if (acting === undefined) return;
    const stop = new AbortController();
    const refresh = (): void => {
      for (const key of TOUCHED) void queries.invalidateQueries({ queryKey: [key] });
    };
    let before = true;
    void follow(stop.signal, refresh, (there) => {
      reportStream(there);
      // What happened while the line was down was not heard.
      if (there && !before) refresh();
      before = there;
    });
    return () => stop.abort();
  }, [acting, queries]);
  return null;
}
