import pg from 'pg';
import { enrolCertificates, type OfficerCertificate } from '#persistence/seed/certificates';
import { writePrivate } from './data-folder.ts';
import type { Addresses } from './parts.ts';

/** Communes of Bình Thuận that have a population to look at after the first start. */
export const FIRST_COMMUNES = ['22915', '22918', '22921'] as const;
const FIRST_POPULATION = { seed: 1, villages: 10, wrong: 200 } as const;

async function answer(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(120_000) });
  if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${url} answered ${response.status}.`);
  return response;
}

/** Keeps the certificate authority of the demo's signing agent as the one the API trusts. */
export async function fetchTrustAnchors(agent: string, file: string): Promise<void> {
  writePrivate(file, await (await answer(`${agent}/ca.pem`)).text());
}

/** Fetches the certificates of these communes' officers from the signing agent and enrols them. Returns how many were new. */
export async function enrolFromAgent(
  ownerUrl: string,
  agent: string,
  communes: readonly string[],
): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'ban-giao-seed' });
  await client.connect();
  try {
    let enrolled = 0;
    for (const commune of communes) {
      const body = (await (await answer(`${agent}/certificates?communeCode=${commune}`)).json()) as
        OfficerCertificate[] | { items: OfficerCertificate[] };
      enrolled += await enrolCertificates(client, Array.isArray(body) ? body : body.items);
    }
    return enrolled;
  } finally {
    await client.end();
  }
}

/** Fills the simulators with the first communes; asking again for what is there changes nothing. */
export async function generatePopulations({ platform }: Addresses): Promise<void> {
  for (const communeCode of FIRST_COMMUNES) {
    await answer(`${platform}/admin/generate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...FIRST_POPULATION, communeCode }),
    });
  }
}
