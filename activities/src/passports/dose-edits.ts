import type { EditAnswer } from '../ports.ts';

/** A dose as its facility corrected it, on its way to the platform; dates as `dd/mm/yyyy`. */
export interface DoseEdit {
  readonly subjectId: string;
  readonly doseNo: number;
  readonly date?: string;
  readonly vaccine?: string;
  readonly lot?: string;
  /** The facility that answers for it. */
  readonly office: string;
}

export interface DoseEditor {
  /** Writes a corrected dose. Tries once; the same correction again changes nothing. */
  editDose(edit: DoseEdit, signal: AbortSignal): Promise<EditAnswer>;
}

export interface WaitingEdit extends DoseEdit {
  readonly id: string;
}

export interface DoseEditStore {
  /** Takes what is due; it comes again later unless it is settled. */
  take(limit: number): Promise<readonly WaitingEdit[]>;
  /** `failure` null: it stands on the platform. */
  settle(id: string, failure: string | null): Promise<void>;
}

const BATCH = 50;

/** Carries corrected doses to the platform; true when there was something. What fails is tried again, at growing intervals. */
export async function carryDoseEdits(
  store: DoseEditStore,
  editor: DoseEditor,
  signal: AbortSignal,
): Promise<boolean> {
  const edits = await store.take(BATCH);
  await Promise.all(
    edits.map(async ({ id, ...edit }) => {
      const answer = await editor.editDose(edit, signal);
      await store.settle(
        id,
        answer.kind === 'done' ? null : answer.kind === 'refused' ? answer.code : answer.kind,
      );
    }),
  );
  return edits.length > 0;
}
