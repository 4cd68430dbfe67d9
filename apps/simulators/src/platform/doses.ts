import type { Pool } from 'pg';
import { communes } from '../generator/units.ts';
import { Random } from '../generator/random.ts';
import { Refusal } from '../http/answers.ts';

export interface Facility {
  facilityId: string;
  name: string;
  communeCode: string;
}

export interface Dose {
  doseNo: number;
  date: string;
  vaccine: string;
  manufacturer: string;
  lot: string;
  facilityId: string;
}

const VACCINES = [
  ['AstraZeneca', 'AstraZeneca'],
  ['Comirnaty', 'Pfizer-BioNTech'],
  ['Vero Cell', 'Sinopharm'],
  ['Spikevax', 'Moderna'],
] as const;

/** Where the commune's people were vaccinated: its health station and the district's hospital. Throws Refusal 404. */
export function facilitiesOf(communeCode: string): Facility[] {
  const commune = communes().get(communeCode);
  if (!commune) throw new Refusal(404, { code: 'unknown_commune' });
  return [
    { facilityId: `CSTC-${commune.code}`, name: `Trạm Y tế ${commune.nameWithType}`, communeCode },
    { facilityId: `BV-${commune.code}`, name: `Bệnh viện ${commune.districtName}`, communeCode },
  ];
}

/** The doses of one subject, with those of entries merged into it, by date (dd/mm/yyyy); the same at every call. Throws Refusal 404. */
export async function dosesOf(pool: Pool, subjectId: string): Promise<Dose[]> {
  const own = await ownDoses(pool, subjectId);
  const { rows } = await pool.query<{ id: string }>(
    'select dropped_id as id from platform_merges where into_id = $1 order by 1',
    [subjectId],
  );
  if (rows.length === 0) return own;
  const others = await Promise.all(rows.map(({ id }) => ownDoses(pool, id)));
  const day = ({ date }: Dose): string => date.split('/').reverse().join('');
  const all = [...own, ...others.flat()].sort((a, b) => (day(a) < day(b) ? -1 : 1));
  return all.map((dose, nth) => ({ ...dose, doseNo: nth + 1 }));
}

async function ownDoses(pool: Pool, subjectId: string): Promise<Dose[]> {
  const { rows } = await pool.query<{ commune_code: string; dose_count: number }>(
    'select commune_code, dose_count from platform_subjects where subject_id = $1',
    [subjectId],
  );
  const subject = rows[0];
  if (!subject) throw new Refusal(404, { code: 'subject_not_found' });
  const random = new Random(`doses|${subjectId}`);
  let day = Date.UTC(2021, 7, 1) + random.below(120) * 86_400_000;
  return Array.from({ length: subject.dose_count }, (_, nth) => {
    const [vaccine, manufacturer] = random.pick(VACCINES);
    const date = new Date(day).toISOString().slice(0, 10).split('-').reverse().join('/');
    day += random.between(28, 100) * 86_400_000;
    const facilityId = `${random.chance(0.8) ? 'CSTC' : 'BV'}-${subject.commune_code}`;
    return { doseNo: nth + 1, date, vaccine, manufacturer, lot: `L${random.digits(5)}`, facilityId };
  });
}
