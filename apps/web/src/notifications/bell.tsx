import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { get, post } from '../api/calls.ts';
import { formatNumber } from '../language/format.ts';
import { useWords } from '../language/words.ts';
import { Loading } from '../states/states.tsx';
import { NOTIFICATION_WORDS } from './words.ts';
import './notifications.css';

const NotificationList = lazy(() => import('./notification-list.tsx'));

/** How many notifications the post has not read, and what they say. */
export function Bell() {
  const t = useWords(NOTIFICATION_WORDS);
  const [open, setOpen] = useState(false);
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ['notifications', 'counts'],
    queryFn: () => get<{ unread: number }>('/notifications/counts'),
    refetchInterval: 120_000,
  });
  const read = useMutation({
    mutationFn: (upTo: number) => post('/notifications/read', { body: { upTo } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['notifications'] }),
  });
  const unread = data?.unread ?? 0;
  return (
    <>
      <Button
        type="text"
        className="head-button bell"
        aria-label={unread > 0 ? t('unread', { n: unread }) : t('title')}
        onClick={() => setOpen(true)}
      >
        <svg
          width="20"
          height="20"
          viewBox="0 0 20 20"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.6"
          aria-hidden="true"
        >
          <path d="M4 14h12l-1.5-2V8.5a4.5 4.5 0 0 0-9 0V12zM8 16.5a2 2 0 0 0 4 0" />
        </svg>
        {unread > 0 ? (
          <span className="bell-count numeric">{unread > 99 ? '99+' : formatNumber(unread)}</span>
        ) : null}
      </Button>
      <Drawer open={open} onClose={() => setOpen(false)} title={t('title')} size={420}>
        {open ? (
          <Suspense fallback={<Loading />}>
            <NotificationList onRead={(upTo) => read.mutate(upTo)} onGo={() => setOpen(false)} />
          </Suspense>
        ) : null}
      </Drawer>
    </>
  );
}
