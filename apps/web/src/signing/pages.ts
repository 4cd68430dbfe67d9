import { lazy } from 'react';
import type { PageEntry } from '../application/page.ts';
import { SigningIcon } from './icons.tsx';

export const SIGNING_PAGES: readonly PageEntry[] = [
  {
    path: '/signing',
    title: ['Ký nhiều phần bàn giao', 'Sign several parcels'],
    act: 'handover.sign',
    page: lazy(() => import('./signing.page.tsx')),
    menu: { order: 15, icon: SigningIcon },
  },
];
