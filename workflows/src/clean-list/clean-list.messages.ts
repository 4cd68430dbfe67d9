/** The whole contract between the outside and the `cleanList` workflow. */
export const CLEAN_LIST = 'cleanList';

export interface CleanListInput {
  readonly listId: string;
}

/** Signal without content: "look at the facts again". Lost, doubled or reordered ones change nothing. */
export const LOOK = 'look';

/** Query: what the workflow is waiting for. */
export const PRESENT_STEPS = 'presentSteps';

export interface PresentSteps {
  readonly listId: string;
  readonly waitingFor: readonly { step: string; scope: string; round: number }[];
}

/** One workflow per list; the id is derived, so starting twice is starting once. */
export function cleanListWorkflowId(listId: string): string {
  return `list-${listId}`;
}
