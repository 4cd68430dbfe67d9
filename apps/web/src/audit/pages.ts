import { lazy } from 'react';
import type { PageEntry } from '../application/page.ts';

export const AUDIT_PAGES: readonly PageEntry[] = [
  {
    path: '/lists/:id/past',
    title: ['Xem lại', 'Looking back'],
    act: 'evidence.read',
    page: lazy(() => import('./audit.page.tsx')),
  },
];
