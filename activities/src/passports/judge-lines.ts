import { passportEligibility } from '#domain/passports/eligibility';
import type { Judged } from '#persistence/process/passports/people';
import { readPersonLine } from './person-line.ts';

/** Decides about the people of a page, with every reason that keeps one from a certificate. */
export function judgeLines(lines: string, at: Date): Judged[] {
  return lines.split('\n').map((line) => {
    const { provinceCode, subjectId, factsVersion, facts } = readPersonLine(line);
    const { eligible, reasons } = passportEligibility(facts, { at });
    return { provinceCode, subjectId, factsVersion, eligible, reasons };
  });
}
