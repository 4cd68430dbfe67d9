import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import type { Api, Officer } from '../connection/api.ts';
import type { Simulators } from '../connection/simulators.ts';
import type { Progress } from '../report/progress.ts';
import { officer } from '../system/preparation.ts';
import type { RunFile } from '../system/run-file.ts';

const LOOK_MS = 200;

/** What became of the vaccinees of the run's communes. */
export interface PassportRun {
  /** Certificates made. */
  readonly signed: number;
  /** Doses that facilities confirmed with their certificates. */
  readonly dosesSigned: number;
  /** People without a certificate, by everything that keeps one back; a person may have several reasons. */
  readonly refused: Readonly<Record<string, number>>;
  readonly setAside: number;
  /** From the facilities' signatures to the last certificate, seconds. */
  readonly seconds: number;
  /** One PDF and one QR code to look at; null when nobody got a certificate. */
  readonly files: { readonly pdf: string; readonly qr: string } | null;
  /** What the checker's address says of that code. */
  readonly verdict: string | null;
}

interface Tools {
  readonly api: Api;
  readonly simulators: Simulators;
  readonly progress: Progress;
  readonly patienceMs: number;
}

interface BatchAnswer {
  readonly batch: { readonly id: string; readonly foreigners: number; readonly doses: number };
}

/**
 * The end of the chain: the facilities' day begins (as it would at 07:00), each facility sets one person aside, signs the rest with its
 * officer's certificate, and the ministry's key makes the certificates.
 */
export async function issuePassports(
  tools: Tools,
  run: RunFile,
  communes: readonly string[],
): Promise<PassportRun> {
  const owner = new pg.Client({ connectionString: run.databases.owner, application_name: 'ban-giao-demo' });
  await owner.connect();
  try {
    tools.progress.note('The facilities check and sign, the ministry issues ...');
    await beginDay(run);
    let [dosesSigned, setAside] = [0, 0];
    const began = performance.now();
    for (const commune of communes) {
      for (const [login, prefix] of [
        ['coso', 'CSTC'],
        ['benhvien', 'BV'],
      ] as const) {
        const office = `${prefix}-${commune}`;
        const who = await officer(run, `${login}.${commune}`, office, 'facility_officer');
        await opened(tools, owner, office);
        setAside += await setOneAside(tools.api, who);
        dosesSigned += await signAll(tools, who);
      }
    }
    await issued(tools, owner, communes);
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    const { rows } = await owner.query<{ signed: number; refused: Record<string, number> | null }>(
      `select (select count(*)::integer from passports p join vaccinees v using (province_code, subject_id) where v.commune_code = any($1)) as signed,
         (select jsonb_object_agg(reason, n) from (select r.reason, count(*) as n from vaccinees v cross join unnest(v.reasons) as r(reason)
            where v.commune_code = any($1) and not v.eligible group by 1) x) as refused`,
      [communes],
    );
    const shown = await showOne(tools.api, owner, communes);
    return {
      signed: rows[0]?.signed ?? 0,
      refused: rows[0]?.refused ?? {},
      dosesSigned,
      setAside,
      seconds,
      ...shown,
    };
  } finally {
    await owner.end();
  }
}

/** The same Schedule that begins every day, triggered by hand. */
async function beginDay({ urls, temporalNamespace }: RunFile): Promise<void> {
  const connection = await Connection.connect({ address: urls.temporal });
  try {
    await new Client({ connection, namespace: temporalNamespace }).schedule
      .getHandle('facility-day')
      .trigger();
  } finally {
    await connection.close();
  }
}

/** The office's day is open, and everybody with a dose of it has been judged. */
async function opened({ patienceMs }: Tools, owner: pg.Client, office: string): Promise<void> {
  const giveUpAt = Date.now() + patienceMs;
  while (Date.now() < giveUpAt) {
    const { rows } = await owner.query(
      `select from facility_days f where f.office_id = $1 and f.confirmed_at is null and not exists (select from vaccinees v
         where v.judged_version <> v.facts_version and exists (select from doses d where d.province_code = v.province_code and d.subject_id = v.subject_id and d.office_id = $1))`,
      [office],
    );
    if (rows.length > 0) return;
    await sleep(LOOK_MS);
  }
  throw new Error(`The day of ${office} did not open.`);
}

async function setOneAside(api: Api, who: Officer): Promise<number> {
  const { items } = await api.get<{ items: readonly { subjectId: string }[] }>(
    who,
    '/passports/people?limit=1',
  );
  const [first] = items;
  if (first === undefined) return 0;
  await api.write(who, 'POST', '/passports/people/set-aside', {
    items: [{ subjectId: first.subjectId, reason: 'Chờ đối chiếu với sổ tiêm của cơ sở' }],
  });
  return 1;
}

async function signAll({ api, simulators, patienceMs }: Tools, who: Officer): Promise<number> {
  // Whoever was set aside is judged again first.
  const giveUpAt = Date.now() + patienceMs;
  const { waiting } = await api.get<{ waiting: number }>(who, '/passports/people/counts');
  if (waiting === 0) {
    const { items } = await api.get<{
      items: readonly { day: string; version: number; confirmedAt: string | null }[];
    }>(who, '/passports/days?limit=1');
    const [day] = items;
    if (day !== undefined && day.confirmedAt === null && Date.now() < giveUpAt)
      await api.write(who, 'POST', `/passports/days/${day.day}/confirm`, { version: day.version });
    return 0;
  }
  const { batch } = (await api.write<BatchAnswer>(who, 'POST', '/passports/batches')).body;
  const path = `/passports/batches/${batch.id}`;
  const signature = await simulators.sign(who.login, await api.text(who, `${path}/manifest`));
  const statement =
    batch.foreigners === 0
      ? undefined
      : await simulators.sign(who.login, await api.text(who, `${path}/statement`));
  await api.write(who, 'POST', `${path}/signature`, {
    signature,
    ...(statement === undefined ? {} : { responsibilitySignature: statement }),
  });
  return batch.doses;
}

/** Nothing that is ordered and allowed is left. */
async function issued({ patienceMs }: Tools, owner: pg.Client, communes: readonly string[]): Promise<void> {
  const giveUpAt = Date.now() + patienceMs;
  while (Date.now() < giveUpAt) {
    const { rows } = await owner.query(
      `select from passport_orders o join vaccinees v using (province_code, subject_id)
       where v.commune_code = any($1) and o.due_at <= now() and (v.eligible or v.judged_version <> v.facts_version) limit 1`,
      [communes],
    );
    if (rows.length === 0) return;
    await sleep(LOOK_MS);
  }
  throw new Error('Certificates are ordered, but were not made.');
}

/** One holder opens his link; what he gets is written down. */
async function showOne(api: Api, owner: pg.Client, communes: readonly string[]) {
  const token = randomBytes(24).toString('base64url');
  const { rowCount } = await owner.query(
    `insert into holder_links (token_hash, province_code, subject_id, kind, expires_at)
     select $2, p.province_code, p.subject_id, 'link', now() + interval '10 minutes' from passports p join vaccinees v using (province_code, subject_id)
     where v.commune_code = any($1) and p.state = 'active' order by p.subject_id limit 1`,
    [communes, createHash('sha256').update(token).digest()],
  );
  if (rowCount === 0) return { files: null, verdict: null };
  const { body } = await api.http.send<{ session: string }>({
    method: 'POST',
    path: '/holder/session',
    body: { token },
  });
  const headers = { 'x-holder-session': body.session };
  const bytes = async (path: string): Promise<Buffer> =>
    (await api.http.send<Buffer>({ method: 'GET', path, headers, binary: true })).body;
  // A private system's own folder goes with it.
  const folder = resolve('.data');
  const [pdf, qr] = [join(folder, 'demo-passport.pdf'), join(folder, 'demo-passport-qr.png')];
  await writeFile(pdf, await bytes('/holder/passport.pdf'));
  await writeFile(qr, await bytes('/holder/passport/qr.png'));
  const seen = await api.http.send<{ passport: { code: string } }>({
    method: 'GET',
    path: '/holder/passport',
    headers,
  });
  const judged = await api.http.send<{ verdict: string }>({
    method: 'POST',
    path: '/verify',
    body: { code: seen.body.passport.code },
  });
  return { files: { pdf, qr }, verdict: judged.body.verdict };
}
