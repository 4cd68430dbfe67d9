import type { Bench } from './bench.ts';

/** Every bench. A file is read when its bench is asked for. */
export const BENCHES: Readonly<Record<string, () => Promise<{ readonly bench: Bench }>>> = {
  dcc: () => import('./dcc.ts'),
  excel: () => import('./excel.ts'),
  inbox: () => import('./inbox.ts'),
  quality: () => import('./quality.ts'),
  passports: () => import('./passports.ts'),
  replay: () => import('./replay.ts'),
};
