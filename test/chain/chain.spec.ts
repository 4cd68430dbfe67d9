import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ZipArchive } from '../../apps/verifier/src/zip-archive.ts';
import type { Summary } from '../../apps/demo/src/report/table.ts';

const MINUTES = 60_000;

/** Drives lists as their officers on a system of their own, through the public API, and has another process judge what came of it. */
async function demo(...flags: string[]): Promise<Summary> {
  const program = join('dist', 'apps', 'demo', 'src', 'main.js');
  const child = spawn(process.execPath, [program, '--fresh', '--json', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const [out, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (![0, 1].includes(code as number) || !out.includes('{'))
    throw new Error(`The run ended with ${String(code)}:\n${errors}`);
  return JSON.parse(out.trimEnd().split('\n').at(-1) as string) as Summary;
}

const NO_EFFECT_TWICE = { createdTwice: 0, appliedTwice: 0, olderOverNewer: 0 };

let evidence: string;
beforeAll(() => {
  evidence = mkdtempSync(join(tmpdir(), 'ban-giao-e2e-'));
});
afterAll(() => rmSync(evidence, { recursive: true, force: true }));

/** Unpacks a bundle into an empty folder and returns it with the commands of its README. */
function unpacked(file: string): { folder: string; blocks: string[]; papers: string[] } {
  const folder = mkdtempSync(join(evidence, 'unpacked-'));
  const archive = ZipArchive.open(file);
  try {
    for (const name of archive.names) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), archive.bytes(name));
    }
    const readme = archive.text('README.md');
    return {
      ...{ folder, papers: archive.names.filter((name) => name.endsWith('.pdf')) },
      // Both languages have the same commands.
      blocks: [
        ...new Set([...readme.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, commands]) => commands as string)),
      ],
    };
  } finally {
    archive.close();
  }
}

const tools = [
  ['openssl', 'version'],
  ['sha256sum', '--version'],
  ['pdfsig', '-v'],
].every(([program, question]) => spawnSync(program as string, [question as string]).status === 0);

describe('whole lists, driven as their officers', () => {
  it(
    'come out right though the police return three records and the station refuses two, can be built again from their events, and leave no personal data outside PostgreSQL',
    async () => {
      const run = await demo(
        '--records',
        '300',
        '--villages',
        '4',
        '--lists',
        '2',
        '--returns',
        '--privacy',
        ...['--evidence', evidence],
        ...['--moments', '200', '--tamper', '100', '--seed', '7'],
      );
      expect([run.records, run.damages, run.losses]).toEqual([600, {}, {}]);
      expect(run.custody).toMatchObject({ ok: true, findings: [] });
      expect(run.custody.movesChecked).toBeGreaterThan(2 * 14);
      expect(Object.values(run.byOutcome).reduce((sum, n) => sum + n, 0)).toBe(600);
      expect(run.effects).toEqual(NO_EFFECT_TWICE);
      expect(run.foreignersAsked).toBe(0);
      expect(run.byOutcome['exempt']).toBeGreaterThan(0);
      expect(run.privacy?.leaks).toEqual([]);
      expect(run.privacy?.workflows).toBe(3);
      expect(run.privacy?.logLines).toBeGreaterThan(0);
      const proofs = run.proofs ?? [];
      expect(
        proofs.map(({ personal, code, said }) => [personal, code, /^CONCLUSION: VALID\./m.test(said)]),
      ).toEqual([false, true, false, true].map((personal) => [personal, 0, true]));
      expect(proofs.every(({ papers }) => papers >= 4)).toBe(true);
      expect(run.audit).toEqual({ differences: 0, first: [] });
      expect(run.moments.compared).toBeGreaterThan(50);
      expect(run.moments).toEqual({
        compared: run.moments.compared,
        equal: run.moments.compared,
        different: [],
      });
      expect(run.tampered).toMatchObject({ tried: 100, found: 100, missed: [] });
    },
    6 * MINUTES,
  );

  (tools ? it : it.skip)(
    'leave evidence that openssl, sha256sum and pdfsig alone find right, by the README in it, in an empty folder',
    () => {
      const bundles = readdirSync(evidence).filter((name) => name.endsWith('.zip'));
      expect(bundles).toHaveLength(4);
      for (const name of bundles) {
        const { folder, blocks, papers } = unpacked(join(evidence, name));
        const said = blocks.map((commands) =>
          execFileSync('bash', ['-e', '-o', 'pipefail', '-c', `exec 2>&1\n${commands}`], {
            cwd: folder,
            encoding: 'utf8',
          }),
        );
        expect(said.join('').match(/^Verification: OK$/gm)?.length).toBeGreaterThanOrEqual(4);
        for (const file of papers) {
          const report = execFileSync('pdfsig', [file], { cwd: folder, encoding: 'utf8' });
          expect(report.match(/Signature Validation: Signature is Valid\./g)).toHaveLength(2);
          expect(report).toMatch(/Signature #2:[^]*- Total document signed/);
        }
        expect(papers.length).toBeGreaterThanOrEqual(4);
      }
    },
    4 * MINUTES,
  );

  it(
    'go on without a village that stays silent, whose silence is escalated',
    async () => {
      const run = await demo(
        ...['--records', '200', '--villages', '4', '--silent-villages', '1', '--seed', '8'],
        ...['--progress-moments', '200'],
      );
      expect([run.damages, run.losses]).toEqual([{}, {}]);
      expect(run.inTime).toBe(true);
      expect(run.escalations).toBeGreaterThan(0);
      expect(run.progressFigures).toMatchObject({ different: [], wrongEscalations: [] });
      expect(run.progressFigures?.moments).toBeGreaterThan(50);
      expect(run.progressFigures?.missed).toBeGreaterThan(0);
    },
    6 * MINUTES,
  );

  it(
    'come out the same when everything is killed at random and the outside systems misbehave',
    async () => {
      const run = await demo('--records', '400', '--villages', '4', '--chaos', '--seed', '9');
      expect([run.records, run.damages, run.losses]).toEqual([400, {}, {}]);
      expect(run.custody).toMatchObject({ ok: true, findings: [] });
      expect(run.effects).toEqual(NO_EFFECT_TWICE);
      expect(Object.keys(run.chaos?.kills ?? {}).length).toBeGreaterThan(0);
    },
    8 * MINUTES,
  );

  it(
    "finish though Temporal's whole database is deleted at every human step and in the middle of every outside call",
    async () => {
      const run = await demo('--records', '150', '--villages', '2', '--lose-temporal', '--seed', '10');
      expect([run.records, run.damages, run.losses]).toEqual([150, {}, {}]);
      // Fifteen moments; an outside call that is over while everything comes back from the loss before is not met, and that is no defect.
      expect(run.temporalLostAt?.length).toBeGreaterThanOrEqual(12);
      expect(run.custody).toMatchObject({ ok: true, findings: [] });
    },
    8 * MINUTES,
  );
});
