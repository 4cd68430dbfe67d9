import type { Client } from '@temporalio/client';
import { CAMPAIGN, campaignWorkflowId } from '#workflows/campaign/campaign.messages';
import { CLEAN_LIST, cleanListWorkflowId, LOOK } from '#workflows/clean-list/clean-list.messages';
import { ISSUE_PASSPORTS, ISSUING_WORKFLOW_ID } from '#workflows/passports/passports.messages';

export interface Subject {
  readonly workflow: 'cleanList' | 'campaign' | 'passports';
  readonly subjectId: string;
}

/** Tells a workflow to look at its facts, and starts it if it is not running. */
export type Wake = (subject: Subject) => Promise<void>;

const DEADLINE_MS = 10_000;

/**
 * The guard against a second start is the state in PostgreSQL, not the workflow's id: a workflow started on a list that has
 * ended reads that and ends. So a closed id may be used again, and a running workflow is just told.
 */
export function createWaker(client: Client, taskQueue: string): Wake {
  return async ({ workflow, subjectId }) => {
    const start = startOf({ workflow, subjectId });
    await client.withDeadline(Date.now() + DEADLINE_MS, () =>
      client.workflow.signalWithStart(start.type, {
        workflowId: start.id,
        taskQueue,
        args: start.args,
        signal: LOOK,
        signalArgs: [],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
    );
  };
}

function startOf({ workflow, subjectId }: Subject): { id: string; type: string; args: object[] } {
  switch (workflow) {
    case 'cleanList':
      return { id: cleanListWorkflowId(subjectId), type: CLEAN_LIST, args: [{ listId: subjectId }] };
    case 'campaign':
      return { id: campaignWorkflowId(subjectId), type: CAMPAIGN, args: [{ campaignId: subjectId }] };
    case 'passports':
      return { id: ISSUING_WORKFLOW_ID, type: ISSUE_PASSPORTS, args: [] };
  }
}
