import { DomainError } from '#domain/errors';
import { candidatesOf, suggest, USUAL_ALIKE } from '#domain/records/candidates';
import type { PersonValues } from '#domain/records/classification';
import type { PopulationPerson } from '#domain/records/population-person';
import type { Act } from '../act.ts';
import type { Sql } from '../sql.ts';

/** Thresholds of a province. */
export interface QualitySettings {
  /** Score a field must reach to look like the other (0.30 to 1). */
  readonly alike: number;
  /** Score a pair must reach to be shown as a possible duplicate (0.50 to 1). */
  readonly duplicate: number;
}
export interface SetQuality extends QualitySettings {
  readonly provinceCode: string;
  /** 0: nobody has set anything. */
  readonly version: number;
  readonly reason: string | null;
  readonly setBy: string | null;
  readonly setAt: Date | null;
}

export const USUAL_SETTINGS: QualitySettings = { alike: USUAL_ALIKE, duplicate: 0.7 };

/** The thresholds in force in a province. */
export async function readQualitySettings(sql: Sql, provinceCode: string): Promise<SetQuality> {
  const [row] = await sql.query<SetQuality & Record<string, unknown>>(
    `select province_code as "provinceCode", version, alike::float8 as alike, duplicate::float8 as duplicate, reason, set_by as "setBy", set_at as "setAt"
     from quality_settings where province_code = $1 order by version desc limit 1`,
    [provinceCode],
  );
  return row ?? { ...USUAL_SETTINGS, provinceCode, version: 0, reason: null, setBy: null, setAt: null };
}

/**
 * Sets a province's thresholds on the version the person saw.
 * @throws DomainError `version_conflict` when somebody else has set them meanwhile.
 */
export async function setQualitySettings(
  act: Act,
  provinceCode: string,
  settings: QualitySettings & { readonly reason: string; readonly expectedVersion: number },
): Promise<SetQuality> {
  const rows = await act.query(
    `insert into quality_settings (province_code, version, alike, duplicate, reason, set_by, set_at)
     select $1, $2 + 1, $3, $4, $5, $6, $7
     where $2 = coalesce((select max(version) from quality_settings where province_code = $1), 0)
     on conflict on constraint quality_settings_pk do nothing returning version`,
    [
      provinceCode,
      settings.expectedVersion,
      settings.alike,
      settings.duplicate,
      settings.reason,
      act.actor.personId,
      act.now,
    ],
  );
  const present = await readQualitySettings(act, provinceCode);
  if (rows.length === 0)
    throw new DomainError('version_conflict', {
      expected: settings.expectedVersion,
      version: present.version,
    });
  return present;
}

export interface SettingsPreview {
  /** Records whose answer of the population database was looked at; the latest, at most `PREVIEWED`. */
  readonly records: number;
  readonly suggestionsNow: number;
  readonly suggestionsThen: number;
  /** Of the records people have decided: whether the suggestion would have been what they decided. */
  readonly rightNow: number;
  readonly rightThen: number;
  readonly wrongNow: number;
  readonly wrongThen: number;
  readonly openPairsNow: number;
  readonly openPairsThen: number;
}

const PREVIEWED = 20_000;
const PAGE = 2_000;

interface Previewed extends Record<string, unknown> {
  readonly listId: string;
  readonly recordNo: number;
  readonly persons: readonly PopulationPerson[];
  readonly typed: PersonValues;
  /** The number people settled on; null while nobody has decided. */
  readonly decided: string | null;
}

/** What other thresholds would have done to the latest answers of the population database, before anybody applies them. Changes nothing. */
export async function previewSettings(
  sql: Sql,
  provinceCode: string,
  then: QualitySettings,
): Promise<SettingsPreview> {
  const now = await readQualitySettings(sql, provinceCode);
  const sums = {
    records: 0,
    suggestionsNow: 0,
    suggestionsThen: 0,
    rightNow: 0,
    rightThen: 0,
    wrongNow: 0,
    wrongThen: 0,
  };
  let after: readonly [string, number] = ['ffffffff-ffff-ffff-ffff-ffffffffffff', 2_147_483_647];
  while (sums.records < PREVIEWED) {
    const page = await sql.query<Previewed>(PREVIEW, [provinceCode, ...after, PAGE]);
    for (const record of page) {
      sums.records += 1;
      for (const [when, { alike }] of [
        ['Now', now],
        ['Then', then],
      ] as const) {
        const suggestion = suggest(record.typed, candidatesOf(record.typed, record.persons), alike);
        if (suggestion === undefined) continue;
        sums[`suggestions${when}`] += 1;
        if (record.decided !== null)
          sums[`${record.decided === suggestion.values.idNumber ? 'right' : 'wrong'}${when}`] += 1;
      }
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = [last.listId, last.recordNo];
  }
  const [pairs] = await sql.query<{ now: number; then: number }>(
    `select count(*) filter (where score >= $2)::int as now, count(*) filter (where score >= $3)::int as then
     from duplicate_pairs where province_code = $1 and state = 'open'`,
    [provinceCode, now.duplicate, then.duplicate],
  );
  return { ...sums, openPairsNow: pairs?.now ?? 0, openPairsThen: pairs?.then ?? 0 };
}

// Compared with the values as they were loaded: what people have decided since is what the suggestion is held against.
const PREVIEW = `
  select r.list_id as "listId", r.record_no as "recordNo", r.population_answer -> 'persons' as persons,
    json_build_object('fullName', r.platform_full_name, 'dateOfBirth', r.platform_date_of_birth, 'gender', r.platform_gender,
      'idNumber', r.platform_id_number, 'nationality', r.nationality) as typed,
    case when r.police_outcome in ('matches','list_corrected','number_supplied') then r.id_number end as decided
  from records r where r.province_code = $1 and (r.list_id, r.record_no) < ($2::uuid, $3::integer)
    and jsonb_array_length(coalesce(r.population_answer -> 'persons', '[]')) > 0
  order by r.list_id desc, r.record_no desc limit $4`;
