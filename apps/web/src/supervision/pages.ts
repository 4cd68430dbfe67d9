import { lazy } from 'react';
import type { PageEntry } from '../application/page.ts';
import { ProgressIcon } from './icons.tsx';

export const SUPERVISION_PAGES: readonly PageEntry[] = [
  {
    path: '/progress',
    title: ['Theo dõi, giám sát', 'Supervision'],
    roles: [
      'province_task_force',
      'commune_task_force',
      'police_chief',
      'supervisor',
      'auditor',
      'system_admin',
    ],
    page: lazy(() => import('./progress.page.tsx')),
    menu: { order: 30, icon: ProgressIcon },
  },
];
