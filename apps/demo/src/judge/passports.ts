import pg from 'pg';
import { nodeCrypto } from '#signatures/dcc/node-crypto';
import { readSigner } from '#signatures/dcc/signer-certificate';
import { SignerStore } from '#signatures/dcc/signer-store';
import { verifyCode } from '#signatures/dcc/verify-code';
import type { TruthItem } from './truth.ts';

/** What the judge found of the certificates of the run's communes. */
export interface PassportVerdict {
  readonly checked: number;
  /** Codes that do not read as valid. */
  readonly unreadable: number;
  /** Certificates that name a citizen, or his birth, otherwise than the truth does. */
  readonly untrue: number;
  /** Citizens without an identity number who got one all the same. */
  readonly withoutNumber: number;
  /** Certificates of doses that no facility signed. */
  readonly unsigned: number;
  /** Citizens with a passport number only, and how many of them are refused with that reason. */
  readonly passportOnly: { readonly people: number; readonly refused: number };
}

interface Row {
  readonly subjectId: string;
  readonly code: string;
  readonly state: string;
  readonly nationality: string;
  readonly idNumber: string | null;
  readonly unsigned: boolean;
}

/** Reads every certificate from the database, judges its code, and compares it with the simulators' truth. */
export async function judgePassports(
  databaseUrl: string,
  communes: readonly string[],
  truth: ReadonlyMap<string, TruthItem>,
): Promise<PassportVerdict> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'ban-giao-judge' });
  await client.connect();
  try {
    const keys = await client.query<{ certificate: Buffer }>(
      `select certificate from signing_keys where state <> 'withdrawn'`,
    );
    const signers = new SignerStore(
      await Promise.all(keys.rows.map(({ certificate }) => readSigner(certificate, nodeCrypto))),
    );
    const { rows } = await client.query<Row>(
      `select p.subject_id as "subjectId", p.code, p.state, v.nationality, v.id_number as "idNumber",
         exists (select from doses d where d.province_code = p.province_code and d.subject_id = p.subject_id
           and not exists (select from passport_batch_doses b join passport_batches f on f.id = b.batch_id and f.state = 'signed'
             where b.province_code = d.province_code and b.subject_id = d.subject_id and b.dose_no = d.dose_no and b.generation = d.generation)) as unsigned
       from passports p join vaccinees v using (province_code, subject_id) where v.commune_code = any($1) and p.state = 'active'`,
      [communes],
    );
    const only = await client.query<{ people: number; refused: number }>(
      `select count(*)::integer as people, count(*) filter (where 'passport_only' = any(reasons) and not eligible)::integer as refused
       from vaccinees where commune_code = any($1) and nationality = 'VN' and id_number is null and passport_number is not null
         and coalesce(found_foreign, false) = false`,
      [communes],
    );
    let [unreadable, untrue] = [0, 0];
    for (const row of rows) {
      const { verdict, content } = await verifyCode(row.code, {
        at: new Date(),
        signers,
        crypto: nodeCrypto,
      });
      if (verdict !== 'valid' || content === undefined) unreadable += 1;
      else if (row.nationality === 'VN' && !isTrue(content, truth.get(row.subjectId))) untrue += 1;
    }
    return {
      ...{
        checked: rows.length,
        unreadable,
        untrue,
        passportOnly: only.rows[0] ?? { people: 0, refused: 0 },
      },
      withoutNumber: rows.filter(({ nationality, idNumber }) => nationality === 'VN' && idNumber === null)
        .length,
      unsigned: rows.filter(({ unsigned }) => unsigned).length,
    };
  } finally {
    await client.end();
  }
}

/** Case, blanks and the place of a tone mark make no other name; a year alone is written as its first day. */
function isTrue(
  { nam, dob }: { nam: { fn?: string; gn?: string }; dob: string },
  item: TruthItem | undefined,
): boolean {
  if (item === undefined) return false;
  const plain = (name: string | null): string =>
    (name ?? '')
      .normalize('NFD')
      .replace(/[\u0300\u0301\u0303\u0309\u0323]/g, '')
      .normalize('NFC')
      .toLowerCase()
      .replace(/[\s’'`]+/g, ' ')
      .trim();
  const born = item.truth.dateOfBirth ?? '';
  return (
    plain([nam.fn, nam.gn].filter(Boolean).join(' ')) === plain(item.truth.fullName) &&
    (dob === born || dob === `${born}-01-01`)
  );
}
