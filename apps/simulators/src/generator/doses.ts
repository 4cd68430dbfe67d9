import { Random } from './random.ts';

export interface DrawnDose {
  doseNo: number;
  /** dd/mm/yyyy as it was typed. */
  date: string | null;
  vaccine: string;
  manufacturer: string;
  lot: string | null;
  facilityId: string;
  /** What a clerk did to it; null: nothing. */
  damage: string | null;
}

const VACCINES = [
  ['AstraZeneca', 'AstraZeneca'],
  ['Comirnaty', 'Pfizer-BioNTech'],
  ['Vero Cell', 'Sinopharm'],
  ['Spikevax', 'Moderna'],
] as const;
const DAY_MS = 86_400_000;

/** Shares of doses with a mistake: guesses at the size of what facilities corrected in 2022 beside identities. */
const DAMAGES = [
  ['date_before_vaccination', 0.004],
  ['date_missing', 0.003],
  ['year_ahead', 0.002],
  ['recorded_twice', 0.003],
  ['vaccine_unreadable', 0.003],
] as const;

/** The doses of a subject, the same at every call: a first series of one vaccine, a booster of any, and a few clerks' mistakes. */
export function drawDoses(subjectId: string, communeCode: string, count: number): DrawnDose[] {
  const random = new Random(`doses|${subjectId}`);
  let day = Date.UTC(2021, 7, 1) + random.below(120) * DAY_MS;
  let [vaccine, manufacturer]: readonly [string, string] = random.pick(VACCINES);
  const doses: DrawnDose[] = [];
  for (let no = 1; no <= count; no++) {
    if (no > 2) [vaccine, manufacturer] = random.pick(VACCINES);
    const dose: DrawnDose = {
      doseNo: doses.length + 1,
      date: typed(day),
      vaccine,
      manufacturer,
      lot: `L${random.digits(5)}`,
      facilityId: `${random.chance(0.8) ? 'CSTC' : 'BV'}-${communeCode}`,
      damage: null,
    };
    doses.push(dose);
    damage(dose, day, random);
    if (dose.damage === 'recorded_twice') doses.push({ ...dose, doseNo: doses.length + 1 });
    day += random.between(28, 100) * DAY_MS;
  }
  return doses;
}

function damage(dose: DrawnDose, day: number, random: Random): void {
  let drawn = random.next();
  const found = DAMAGES.find(([, share]) => (drawn -= share) < 0);
  if (found === undefined) return;
  [dose.damage] = found;
  switch (dose.damage) {
    case 'date_before_vaccination':
      dose.date = typed(day).replace(/\d{4}$/, '2012');
      break;
    case 'date_missing':
      dose.date = null;
      break;
    case 'year_ahead':
      dose.date = typed(day).replace(/\d{4}$/, '2052');
      break;
    case 'vaccine_unreadable':
      dose.vaccine = 'vắc xin covid';
      break;
  }
}

function typed(day: number): string {
  return new Date(day).toISOString().slice(0, 10).split('-').reverse().join('/');
}
