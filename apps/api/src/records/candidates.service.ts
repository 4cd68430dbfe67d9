import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '#domain/errors';
import type { Candidate, Suggestion } from '#domain/records/candidates';
import { LIKENESS_TEXTS } from '#domain/records/likeness-texts';
import {
  COMPARED_FIELDS,
  type ComparedField,
  type PopulationPerson,
} from '#domain/records/population-person';
import { getWork, readTaskRecords, type RecordView } from '#persistence/repositories/records';
import { AccessLog } from '../auth/access-log.ts';
import type { ActingCapacity } from '../auth/capacity.ts';
import { ActsService } from '../database/acts.service.ts';

interface ComparedValue {
  readonly field: ComparedField;
  /** What the record says now. */
  readonly record: string | null;
  /** What the population database says. */
  readonly official: string;
  readonly score: number;
  readonly same: boolean;
  readonly reason: string;
  readonly vi: string;
  readonly en: string;
}

export interface ExplainedCandidate {
  readonly personId: string;
  readonly total: number;
  readonly deceased: boolean;
  readonly residenceCommune: string | null;
  /** The one the system takes to be meant; people decide. */
  readonly suggested: boolean;
  readonly fields: readonly ComparedValue[];
}

export interface CandidatesAnswer {
  readonly recordNo: number;
  readonly status: string | null;
  readonly candidates: readonly ExplainedCandidate[];
  readonly suggestion: Suggestion | null;
}

interface StoredAnswer {
  readonly persons?: readonly PopulationPerson[];
  readonly candidates?: readonly Candidate[];
  readonly suggestion?: Suggestion;
}

/** Whom the population database named for a record of a verification task, field by field. */
@Injectable()
export class CandidatesService {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(AccessLog) private readonly accessLog: AccessLog,
  ) {}

  /**
   * Only people the database named for a record of a task one may read, at verification, to the police; written to the access log first.
   * @throws DomainError `task_not_found`, `out_of_area`, `act_not_allowed` at another step, `no_permission`, `record_not_in_task`.
   */
  async read(actor: ActingCapacity, taskId: string, recordNo: number): Promise<CandidatesAnswer> {
    if (actor.role !== 'police_officer' && actor.role !== 'police_chief')
      throw new DomainError('no_permission', { act: 'population.candidates', role: actor.role });
    const { listId, record } = await this.acts.read(actor, async (sql) => {
      const work = await getWork(sql, taskId);
      if (work.step !== 'verify') throw new DomainError('act_not_allowed', { taskId, step: work.step });
      const [first] = await readTaskRecords(sql, actor, work, { after: recordNo - 1, limit: 1 });
      return { listId: work.listId, record: first };
    });
    if (record?.recordNo !== recordNo) throw new DomainError('record_not_in_task', { recordNo, taskId });
    const answer = (record.populationAnswer ?? {}) as StoredAnswer;
    const candidates = explained(record, answer);
    await this.accessLog.seen('read', actor, 'population.candidates', listId, {
      ...{
        taskId,
        recordNo,
        records: `{[${recordNo},${recordNo + 1})}`,
        count: candidates.length,
        purpose: 'task',
      },
    });
    return { recordNo, status: record.populationStatus, candidates, suggestion: answer.suggestion ?? null };
  }
}

function explained(
  record: RecordView,
  { persons = [], candidates = [], suggestion }: StoredAnswer,
): ExplainedCandidate[] {
  const byId = new Map(persons.map((person) => [person.personId, person]));
  return candidates.flatMap(({ personId, total, deceased, scores }) => {
    const person = byId.get(personId);
    if (person === undefined) return [];
    return {
      ...{ personId, total, deceased, residenceCommune: person.residenceCommune ?? null },
      suggested: suggestion?.personId === personId,
      fields: COMPARED_FIELDS.map((field) => ({
        ...{ field, record: record.current[field] ?? null, official: person[field] },
        ...{ score: scores[field].score, same: scores[field].same, reason: scores[field].reason },
        ...LIKENESS_TEXTS[scores[field].reason],
      })),
    };
  });
}
