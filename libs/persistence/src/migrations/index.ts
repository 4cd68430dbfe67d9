import { Initial1700000000000 } from './1700000000000-initial.ts';
import { StateCapture1700000003000 } from './1700000003000-state-capture.ts';

export const MIGRATIONS = [Initial1700000000000, StateCapture1700000003000];
