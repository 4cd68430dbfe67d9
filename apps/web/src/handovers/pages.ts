import { lazy } from 'react';
import type { PageEntry } from '../application/page.ts';

export const HANDOVER_PAGES: readonly PageEntry[] = [
  {
    path: '/handovers/:id',
    title: ['Bàn giao', 'Handover'],
    act: 'handover.read',
    page: lazy(() => import('./handover.page.tsx')),
  },
];
