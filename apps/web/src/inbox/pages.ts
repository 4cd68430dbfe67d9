import { lazy } from 'react';
import type { PageEntry } from '../application/page.ts';
import { InboxIcon } from './icons.tsx';

export const INBOX_PAGES: readonly PageEntry[] = [
  {
    path: '/',
    title: ['Công việc', 'Inbox'],
    act: 'inbox.read',
    page: lazy(() => import('./inbox.page.tsx')),
    menu: { order: 10, icon: InboxIcon },
  },
];
