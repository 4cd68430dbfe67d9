import type { ReactNode } from 'react';
import './steps.css';

/** What a step ends with, always within sight. */
export function ActionBar({ children, left }: { readonly children: ReactNode; readonly left?: ReactNode }) {
  return (
    <div className="action-bar no-print">
      <div className="action-left">{left}</div>
      <div className="action-right">{children}</div>
    </div>
  );
}
