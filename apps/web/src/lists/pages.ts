import { lazy } from 'react';
import type { PageEntry } from '../application/page.ts';
import { ListsIcon } from './icons.tsx';

export const LIST_PAGES: readonly PageEntry[] = [
  {
    path: '/lists',
    title: ['Danh sách', 'Lists'],
    act: 'list.read',
    page: lazy(() => import('./lists.page.tsx')),
    menu: { order: 20, icon: ListsIcon },
  },
  {
    path: '/lists/:id',
    title: ['Danh sách', 'List'],
    act: 'list.read',
    page: lazy(() => import('./list.page.tsx')),
  },
];
