import type { ReactNode } from 'react';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'brand';

/** A short state in colour; the words alone say it, too. */
export function Status({
  tone = 'neutral',
  children,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
}) {
  return <span className={`status status-${tone}`}>{children}</span>;
}
