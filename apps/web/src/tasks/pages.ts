import { lazy } from 'react';
import type { PageEntry } from '../application/page.ts';

export const TASK_PAGES: readonly PageEntry[] = [
  {
    path: '/tasks/:id',
    title: ['Xử lý công việc', 'Task'],
    act: 'task.read',
    page: lazy(() => import('./task.page.tsx')),
  },
];
