import { Inject, Injectable } from '@nestjs/common';
import type { Act } from '#persistence/act';
import { acceptOffered } from '#persistence/repositories/attested-handovers';
import type { Evidence } from '#persistence/repositories/manifests';
import type { Task } from '#persistence/repositories/tasks';
import { workOf } from '#persistence/repositories/work';
import type { HandoverAcceptance } from '../inbox/handover-acceptance.ts';
import { EVIDENCE } from './evidence.provider.ts';

/** Claiming a task of a list accepts what its office was offered. */
@Injectable()
export class AcceptanceService implements HandoverAcceptance {
  constructor(@Inject(EVIDENCE) private readonly evidence: Evidence) {}

  async acceptOffered(act: Act, task: Task, before: Promise<unknown>): Promise<number> {
    if (task.listId === null) return 0;
    return acceptOffered(act, workOf(task), this.evidence, before);
  }
}
