import type { VillageOutcome } from '#domain/process/outcomes';
import type { Decision, ListRecord, Values } from '../connection/api.ts';
import { agree, FIELDS, isForeign, numberFits, readEvidence, type Paper } from './evidence.ts';

const SITUATIONS: Readonly<Record<string, VillageOutcome>> = {
  deceased: 'deceased',
  moved_away: 'moved_away',
  moved: 'moved_away',
  resides_elsewhere: 'resides_elsewhere',
  elsewhere: 'resides_elsewhere',
  duplicate: 'duplicate',
  unreachable: 'unreachable',
};

/**
 * What a village officer writes down after a visit. Nobody met: unreachable. Facts about the resident come first. A paper whose
 * own number contradicts its own birth date or gender is not copied. Otherwise the paper is copied: `confirmed` when
 * the record already says the same, `corrected` with every readable value of the paper when it does not.
 */
export function villageDecision(record: ListRecord, paper: Paper | null | undefined): Decision {
  const { recordNo } = record;
  if (paper === null || paper === undefined) return { recordNo, outcome: 'unreachable' };
  const situation = SITUATIONS[paper.situation ?? ''];
  if (situation !== undefined) return { recordNo, outcome: situation };
  if (isForeign(paper)) return foreigner(record, paper);
  const shown = readEvidence(paper);
  const usable = FIELDS.every((field) => shown[field] !== null) && numberFits(shown);
  if (!usable) return { recordNo, outcome: 'unreachable', note: 'Giấy tờ không đủ hoặc không khớp.' };
  const known = readEvidence(record.current);
  const same = FIELDS.every((field) => agree(field, known[field], shown[field]));
  return same
    ? { recordNo, outcome: 'confirmed' }
    : { recordNo, outcome: 'corrected', values: values(shown) };
}

function foreigner(record: ListRecord, paper: Paper): Decision {
  return {
    recordNo: record.recordNo,
    outcome: 'foreigner',
    values: {
      ...(paper.fullName ? { fullName: paper.fullName } : {}),
      ...(paper.dateOfBirth ? { dateOfBirth: paper.dateOfBirth } : {}),
      ...(paper.gender ? { gender: paper.gender } : {}),
      ...(paper.passportNumber ? { passportNumber: paper.passportNumber } : {}),
      ...(paper.nationality ? { nationality: paper.nationality } : {}),
    },
  };
}

function values(shown: Readonly<Record<string, string | null>>): Partial<Values> {
  return Object.fromEntries(FIELDS.map((field) => [field, shown[field] as string]));
}
