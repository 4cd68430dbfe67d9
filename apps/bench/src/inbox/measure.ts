import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Issuer } from './issuer.ts';
import { drive, type Figures, type Request } from './load.ts';

export interface Figured {
  readonly page: Figures;
  readonly counts: Figures;
  readonly claim: Figures;
  readonly complete: Figures;
}

export interface Officer {
  readonly personId: string;
  readonly officeId: string;
  readonly role: string;
  readonly token: string;
}

export interface Work {
  readonly taskId: string;
  readonly listId: string;
  readonly officer: Officer;
}

/** How one of the two servers is asked for the same thing. */
export interface Dialect {
  page(officer: Officer): Request;
  counts(officer: Officer): Request;
  claim(work: Work): Request;
  complete(work: Work, epoch: number): Request;
  epochOf(answer: string): number;
}

const json = (person: Readonly<Record<string, string>>): Record<string, string> => ({
  ...person,
  'content-type': 'application/json',
  'idempotency-key': randomUUID(),
});
const bearer = ({ token }: Officer): Record<string, string> => ({ authorization: `Bearer ${token}` });
const epochIn = (name: string) => (answer: string) =>
  (JSON.parse(answer) as Record<string, number>)[name] ?? 0;

/** The product, through its public routes with real tokens. */
export const PRODUCT: Dialect = {
  page: (officer) => ({ method: 'GET', path: '/tasks?limit=50', headers: bearer(officer) }),
  counts: (officer) => ({ method: 'GET', path: '/tasks/counts', headers: bearer(officer) }),
  claim: ({ taskId, officer }) => ({
    ...{ method: 'POST', path: `/tasks/${taskId}/claim`, headers: json(bearer(officer)), body: '{}' },
  }),
  complete: ({ taskId, officer }, epoch) => ({
    ...{ method: 'POST', path: `/tasks/${taskId}/complete`, headers: json(bearer(officer)) },
    body: JSON.stringify({ epoch }),
  }),
  epochOf: epochIn('claimEpoch'),
};

const wish = ({ listId, officer: { personId, officeId, role } }: Work) => ({
  ...{ list: listId, person: personId, office: officeId, role },
});
const where = ({ officeId, role }: Officer): string => `?office=${officeId}&role=${role}`;

/** The floor, which believes whoever asks. */
export const FLOOR: Dialect = {
  page: (officer) => ({ method: 'GET', path: `/page${where(officer)}`, headers: {} }),
  counts: (officer) => ({ method: 'GET', path: `/counts${where(officer)}`, headers: {} }),
  claim: (work) => ({
    ...{ method: 'POST', path: `/claim/${work.taskId}`, headers: json({}), body: JSON.stringify(wish(work)) },
  }),
  complete: (work, epoch) => ({
    ...{ method: 'POST', path: `/complete/${work.taskId}`, headers: json({}) },
    body: JSON.stringify({ ...wish(work), epoch }),
  }),
  epochOf: epochIn('claim_epoch'),
};

/** Police officers with open tasks to verify, some from everywhere, and `count` of their tasks in no order. */
export async function chooseWork(url: string, issuer: Issuer, count: number): Promise<Work[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Omit<Officer, 'token'> & { taskId: string; listId: string }>(
      `with chosen as (
         select m.person_id, m.office_id, m.role from memberships m join people p on p.id = m.person_id
         where m.role = 'police_officer' and p.subject like 'canbo1.%' and exists (select from tasks t where t.office_id = m.office_id)
         order by md5(p.subject) limit 500)
       select t.id as "taskId", t.list_id as "listId", c.person_id as "personId", c.office_id as "officeId", c.role
       from chosen c join tasks t on t.office_id = c.office_id and t.role = c.role and t.state = 'open' order by md5(t.id::text) limit $1`,
      [count],
    );
    const tokens = new Map<string, string>();
    for (const { personId, officeId } of rows)
      if (!tokens.has(personId)) tokens.set(personId, await issuer.token(`canbo1.${officeId.slice(3)}`));
    return rows.map(({ taskId, listId, ...officer }) => ({
      ...{ taskId, listId, officer: { ...officer, token: tokens.get(officer.personId) ?? '' } },
    }));
  } finally {
    await client.end();
  }
}

/** The four phases on one server: pages, counts, then every task claimed once, then completed by its holder. */
export async function measure(
  url: string,
  dialect: Dialect,
  work: readonly Work[],
  reads: number,
): Promise<Figured> {
  const of = (n: number): Work => work[n % work.length] as Work;
  const page = (n: number): Request => dialect.page(of(n).officer);
  await drive(url, Math.min(2_000, reads), page);
  const pages = await drive(url, reads, page);
  const counts = await drive(url, reads, (n) => dialect.counts(of(n).officer));
  const warm = Math.floor(work.length / 6);
  const epochs: number[] = [];
  const claimed = (n: number, answer: string): void => void (epochs[n] = dialect.epochOf(answer));
  await drive(url, warm, (n) => dialect.claim(of(n)), claimed);
  const claim = await drive(
    url,
    work.length - warm,
    (n) => dialect.claim(of(n + warm)),
    (n, answer) => claimed(n + warm, answer),
  );
  const done = (n: number): Request => dialect.complete(of(n), epochs[n] ?? 0);
  await drive(url, warm, done);
  const complete = await drive(url, work.length - warm, (n) => done(n + warm));
  return { page: pages, counts, claim, complete };
}
