import { lazy } from 'react';
import type { PageEntry } from '../application/page.ts';
import { SubstitutionsIcon } from './icons.tsx';

export const SUBSTITUTION_PAGES: readonly PageEntry[] = [
  {
    path: '/substitutions',
    title: ['Ủy quyền khi vắng mặt', 'Substitutions'],
    roles: [
      'province_task_force',
      'commune_task_force',
      'village_task_force',
      'health_station',
      'police_officer',
      'police_chief',
    ],
    page: lazy(() => import('./substitutions.page.tsx')),
    menu: { order: 80, icon: SubstitutionsIcon },
  },
];
