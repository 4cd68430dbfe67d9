import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Officer, Page } from '../connection/api.ts';
import type { ListPlan } from '../officers/drive.ts';
import { officer } from '../system/preparation.ts';
import type { RunFile } from '../system/run-file.ts';
import { handoversOf, issuePapers, type PaperTools } from './papers.ts';

/** What the verifier said of one bundle. */
export interface BundleProof {
  readonly listId: string;
  readonly file: string;
  readonly personal: boolean;
  readonly papers: number;
  /** The verifier's exit code: 0 valid, 1 not valid. */
  readonly code: number;
  /** Its words. */
  readonly said: string;
}

const LOOK_MS = 250;
const PURPOSE = 'Kiểm tra bộ hồ sơ minh chứng của bản chạy mẫu';

/**
 * Proves an ended list: has its papers issued, waits for time stamps and the archived history, takes its bundles into `folder`, and
 * asks the built verifier with the fingerprints that the operator of the running system knows.
 * @throws Error when stamps or archive do not come within `patienceMs`.
 */
export async function proveList(
  tools: PaperTools & { readonly patienceMs: number },
  run: RunFile,
  { listId, communeCode, officers }: ListPlan,
  folder: string,
): Promise<BundleProof[]> {
  const { api } = tools;
  const [who] = officers.stations;
  const clerks = {
    police: await officer(run, `vanthuca.${communeCode}`, `CA-${communeCode}`, 'registry_clerk'),
    station: await officer(run, `vanthutyt.${communeCode}`, `TYT-${communeCode}`, 'registry_clerk'),
  };
  const papers = await issuePapers(tools, officers, clerks, await handoversOf(api, who, listId));
  await until(tools.patienceMs, 'the time stamps', async () =>
    (await handoversOf(api, who, listId)).every(
      ({ offerProof, receiptProof }) =>
        (offerProof?.state ?? 'complete') === 'complete' &&
        (receiptProof?.state ?? 'complete') === 'complete',
    ),
  );
  await until(tools.patienceMs, 'the archive of the history', () => isArchived(tools, who, listId));
  const trust = fingerprints(run.dataDir);
  const proofs: BundleProof[] = [];
  for (const personal of [false, true]) {
    const query = personal ? `?personal=true&purpose=${encodeURIComponent(PURPOSE)}` : '';
    const file = join(folder, `${communeCode}${personal ? '-personal' : ''}.zip`);
    writeFileSync(file, await api.bytes(who, `/lists/${listId}/evidence${query}`), { mode: 0o600 });
    proofs.push({ listId, file, personal, papers, ...(await verify(file, trust)) });
  }
  return proofs;
}

/** Arguments for the verifier: what the operator knows from outside of the bundle. */
export function fingerprints(dataDir: string): string[] {
  const of = (name: string) => new X509Certificate(readFileSync(join(dataDir, name))).fingerprint256;
  const authority = of('trust-anchors.pem');
  return ['--seal', of('seal-key.pem'), '--ca', authority, '--tsa', authority];
}

async function isArchived({ api }: PaperTools, who: Officer, listId: string): Promise<boolean> {
  for (let cursor: string | null = ''; cursor !== null;) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page<{ type: string }> = await api.get(who, `/lists/${listId}/timeline?limit=200${after}`);
    if (page.items.some(({ type }) => type === 'workflow.archived' || type === 'workflow.lost')) return true;
    cursor = page.nextCursor;
  }
  return false;
}

async function until(patienceMs: number, what: string, there: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + patienceMs;
  while (!(await there())) {
    if (Date.now() > giveUpAt) throw new Error(`The list has ended, but ${what} did not come.`);
    await sleep(LOOK_MS);
  }
}

function verify(file: string, trust: readonly string[]): Promise<Pick<BundleProof, 'code' | 'said'>> {
  const args = [join('dist', 'verifier.mjs'), file, ...trust, '--lang', 'en'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 16_000_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ code, said: `${stdout}${stderr}` });
      else reject(error ?? new Error('The verifier did not run.'));
    });
  });
}
