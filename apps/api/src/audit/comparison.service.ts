import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { compareChain } from '#persistence/audit/compare-chain';
import { compareTables } from '#persistence/audit/compare-tables';
import type { Finding } from '#persistence/audit/findings';
import { readEvidenceList } from '#persistence/repositories/evidence';
import { beginStillRead } from '#persistence/still-read';
import type { ActingCapacity } from '../auth/capacity.ts';

/** Differences shown of one list; the audit command names all. */
const MOST = 200;

export interface Comparison {
  readonly records: number;
  readonly events: number;
  /** How many there are; `findings` has the first 200. */
  readonly differences: number;
  readonly findings: readonly Omit<Finding, 'listId'>[];
}

/** Builds a list again from its events and holds it against the live tables, as the nightly audit does. */
@Injectable()
export class ComparisonService {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** @throws DomainError `list_not_found`, `out_of_area`, `no_permission`. */
  async compare(actor: ActingCapacity, listId: string): Promise<Comparison> {
    const read = await beginStillRead(this.dataSource, actor);
    try {
      const { provinceCode, recordCount, eventNo } = await readEvidenceList(
        read.sql,
        actor,
        listId,
        'evidence.personal.read',
      );
      const key = { provinceCode, listId };
      const found = [...(await compareChain(read.sql, key)), ...(await compareTables(read.sql, key))];
      return {
        ...{ records: recordCount, events: eventNo, differences: found.length },
        findings: found.slice(0, MOST).map(({ listId: _, ...finding }) => finding),
      };
    } finally {
      await read.end();
    }
  }
}
