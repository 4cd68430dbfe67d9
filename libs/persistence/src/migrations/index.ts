import { Initial1700000000000 } from './1700000000000-initial.ts';
import { Archives1700000004000 } from './1700000004000-archives.ts';

export const MIGRATIONS = [Initial1700000000000, Archives1700000004000];
