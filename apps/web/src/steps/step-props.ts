import type { TaskView } from '../api/views.ts';

/** What every step's work is given. */
export interface StepProps {
  readonly task: TaskView;
  /** Whether the person may work on it now; otherwise the page is for reading. */
  readonly mine: boolean;
}
