import { Initial1700000000000 } from './1700000000000-initial.ts';
import { Papers1700000002000 } from './1700000002000-papers.ts';

export const MIGRATIONS = [Initial1700000000000, Papers1700000002000];
