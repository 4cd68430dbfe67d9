import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createSelfSignedSigner } from '#signatures/certificate-authority';
import { signDetached } from '#signatures/cms';
import type { SealKey } from '#signatures/seal';
import { sentence } from '../../apps/verifier/src/verdict.ts';
import { verifyBundle } from '../../apps/verifier/src/verify-bundle.ts';
import { Dice } from '../support/dice.ts';
import { zipOf } from '../support/zip.ts';
import type { Scenario } from './acts-scenario.ts';
import { archiveTamperings } from './archive-tampering.ts';
import { flipped, fromLines, reordered, type Kind, type Tampering } from './tampering.ts';
import {
  startStage,
  type EvidenceStage,
  download,
  eventfulList,
  filesOf,
  PERSONAL,
  restate,
  sealOf,
  type Files,
} from './evidence-kit.ts';

/** EVIDENCE_TAMPERINGS tries more; EVIDENCE_SEED other ones. */
const TAMPERINGS = Number(process.env['EVIDENCE_TAMPERINGS'] ?? 300);
const SEED = Number(process.env['EVIDENCE_SEED'] ?? 20_221_104);

let stage: EvidenceStage;
let chain: Scenario;
let folder: string;
let raw: Buffer;
let files: Files;
let other: Files;
let seal: SealKey;
let foreignSeal: Pick<SealKey, 'seal'>;
let foreignPem: string;

beforeAll(async () => {
  stage = await startStage();
  ({ chain, folder } = stage);
  seal = sealOf(chain);
  const foreign = await createSelfSignedSigner({ commonName: 'Dấu khác', organisation: 'Bàn Giao' });
  foreignPem = foreign.certificatePem;
  foreignSeal = { seal: (content) => signDetached({ content, ...foreign }) };
  const lists = [await eventfulList(chain), await eventfulList(chain)];
  await stage.stamp();
  for (const listId of lists) await stage.archive(listId);
  for (const [i, listId] of lists.entries())
    writeFileSync(join(folder, `${i}.zip`), await download(chain, listId, 'thanhtra.60', PERSONAL));
  [files, other] = [filesOf(join(folder, '0.zip')), filesOf(join(folder, '1.zip'))];
  raw = zipOf([...files]);
}, 120_000);
afterAll(async () => {
  await stage.close();
});

const names = (): string[] => [...files.keys()];
const matching = (pattern: RegExp): string[] => names().filter((name) => pattern.test(name));
const bytesOf = (name: string): Buffer => files.get(name) as Buffer;
const withFile = (name: string, bytes: Buffer): Files => new Map(files).set(name, bytes);
const zipped = (changed: Files): Buffer => zipOf([...changed]);

const linesOf = (name: string): string[] => bytesOf(name).toString().trimEnd().split('\n');
/** Signs a manifest or receipt again with the key of another demo officer, whose certificate is enrolled and valid. */
async function resigned(file: string, dice: Dice): Promise<Buffer> {
  const name = dice.of(
    ['phoca', 'tramyte1', 'tramyte2', 'truongca'].filter(
      (own) => !file.includes('receipt') || own !== 'tramyte1',
    ),
  );
  const officer = file.includes('manifest') && name === 'truongca' ? 'phoca' : name;
  return Buffer.from(
    await chain.signature(officer, bytesOf(file.replace(/\.p7s$/, '')).toString()),
    'base64',
  );
}

const officialSignatures = (): string[] =>
  matching(/^handovers\/\d+\/(manifest|receipt)\.json\.p7s$/).filter((name) => {
    const { grade } = JSON.parse(
      bytesOf(`${name.split('/').slice(0, 2).join('/')}/manifest.json`).toString(),
    ) as {
      grade: string;
    };
    return grade === 'official';
  });

/** Done by whoever has the file alone. */
const OUTSIDER: Readonly<Record<string, Kind>> = {
  'flip a bit of the archive': (dice) => {
    const bytes = flipped(raw, dice);
    const at = bytes.findIndex((byte, i) => byte !== raw[i]);
    // Inside a file's part of the archive that file must be named; in the directory, its entry or the archive.
    const part = parts().find(({ from, to }) => at >= from && at < to);
    return { what: `byte ${at}`, bytes, names: part === undefined ? ['zip', ...names()] : [part.name] };
  },
  'flip a bit of a file': (dice) => {
    const name = dice.of(names());
    return { what: name, bytes: zipped(withFile(name, flipped(bytesOf(name), dice))), names: [name] };
  },
  'drop a file': (dice) => {
    const name = dice.of(names());
    return { what: name, bytes: zipOf([...files].filter(([own]) => own !== name)), names: [name] };
  },
  'add a file': (dice) => {
    const name = dice.of([
      'handovers/99/manifest.json',
      'extra.txt',
      'records/77.ndjson',
      'certificates/more.pem',
      '../x',
      'README.MD',
    ]);
    return { what: name, bytes: zipOf([...files, [name, Buffer.from('{}')]]), names: [name] };
  },
  'put bytes before, between or behind': (dice) => {
    const at = dice.of([0, raw.length, parts()[3]?.to ?? 0]);
    const bytes = Buffer.concat([raw.subarray(0, at), Buffer.from('PK'), raw.subarray(at)]);
    return { what: `at ${at}`, bytes, names: ['zip', ...names()] };
  },
  ...archiveTamperings(() => files),
  'swap two files': (dice) => {
    const one = dice.of(names());
    const two = dice.of(names().filter((name) => !bytesOf(name).equals(bytesOf(one))));
    return {
      ...{ what: `${one} ${two}`, names: [one, two] },
      bytes: zipped(new Map(files).set(one, bytesOf(two)).set(two, bytesOf(one))),
    };
  },
  'put files in another order': (dice) => {
    const entries = [...files];
    const at = dice.below(entries.length - 1);
    [entries[at], entries[at + 1]] = [
      entries[at + 1] as (typeof entries)[0],
      entries[at] as (typeof entries)[0],
    ];
    return { what: `${at}`, bytes: zipOf(entries), names: entries.slice(at, at + 2).map(([name]) => name) };
  },
  'reorder lines': (dice) => {
    const name = dice.of(matching(/^((events|custody|changes|sets|state)\.ndjson|records\/.*)$/));
    return {
      what: name,
      bytes: zipped(withFile(name, fromLines(reordered(linesOf(name), dice)))),
      names: [name],
    };
  },
  'cut off the last events': (dice) => {
    const left = linesOf('events.ndjson').slice(0, -1 - dice.below(10));
    return {
      what: `${left.length}`,
      bytes: zipped(withFile('events.ndjson', fromLines(left))),
      names: ['events.ndjson'],
    };
  },
  'replace a certificate': (dice) => {
    const name = dice.of(matching(/^certificates\/.*\.pem$/));
    return { what: name, bytes: zipped(withFile(name, Buffer.from(foreignPem))), names: [name] };
  },
  "sign with another officer's key": async (dice) => {
    const name = dice.of(officialSignatures());
    return { what: name, bytes: zipped(withFile(name, await resigned(name, dice))), names: [name] };
  },
  "exchange a file with another list's": (dice) => {
    const name = dice.of(
      names().filter((own) => other.has(own) && !(other.get(own) as Buffer).equals(bytesOf(own))),
    );
    return { what: name, bytes: zipped(withFile(name, other.get(name) as Buffer)), names: [name] };
  },
  'edit the statement and sign it with another seal': async () => {
    const changed = await restate(files, foreignSeal, (statement) => (statement['personal'] = false));
    return { what: 'statement', bytes: zipped(changed), names: ['statement.json'] };
  },
};

/** Done by whoever has the real seal key, too: the statement fits what was changed. */
const INSIDER: Readonly<Record<string, Kind>> = {
  "sign with another officer's key": async (dice) => {
    const name = dice.of(officialSignatures());
    return sealed(name, withFile(name, await resigned(name, dice)), [name]);
  },
  'cut off the last events, the head stated to fit': async (dice) => {
    const lines = linesOf('events.ndjson');
    const left = lines.slice(0, -3 - dice.below(lines.length >> 1));
    return sealed(
      `${left.length}`,
      withFile('events.ndjson', fromLines(left)),
      ['manifest.json', 'receipt.json', 'custody', '.tsr', 'temporal/'],
      (statement) => {
        const { no, hash } = JSON.parse(left.at(-1) as string) as { no: number; hash: string };
        statement['head'] = { eventNo: no, hash };
      },
    );
  },
  'reorder events': (dice) =>
    sealed('', withFile('events.ndjson', fromLines(reordered(linesOf('events.ndjson'), dice))), [
      'events.ndjson',
    ]),
  'change a record': (dice) => {
    const name = dice.of(matching(/^records\//));
    const lines = linesOf(name);
    const at = dice.below(lines.length);
    lines[at] = (lines[at] as string).replace('Thử', 'Khác');
    return sealed(`${name} ${at}`, withFile(name, fromLines(lines)), [name]);
  },
  'change a changed value': (dice) => {
    const lines = linesOf('changes.ndjson');
    const at = dice.below(lines.length);
    lines[at] = (lines[at] as string).replace(/"source":"[^"]*"/, '"source":"khac"');
    return sealed(`${at}`, withFile('changes.ndjson', fromLines(lines)), ['changes.ndjson']);
  },
  'change a set or a state': (dice) => {
    const name = dice.of(['sets.ndjson', 'state.ndjson']);
    const lines = linesOf(name);
    const at = dice.below(lines.length);
    if (dice.below(3) === 0) lines.splice(at, 1);
    else lines[at] = (lines[at] as string).replace(/"(source|user)":"/, '"$1":"x');
    return sealed(`${name} ${at}`, withFile(name, fromLines(lines)), [name]);
  },
  'flip a bit of a paper': (dice) => {
    const name = dice.of(matching(/\.pdf$/));
    return sealed(name, withFile(name, flipped(bytesOf(name), dice)), [name]);
  },
  "exchange a paper or a history with another list's": (dice) => {
    const name = dice.of(matching(/^(handovers\/.*\.pdf|temporal\/.*)$/));
    const kind = name.replace(/^.*[/.](?=[^/.]+\.[^.]+$)/, '');
    const theirs = [...other.keys()].find(
      (own) => own.startsWith(name.slice(0, 5)) && own.endsWith(kind),
    ) as string;
    return sealed(name, withFile(name, other.get(theirs) as Buffer), [name]);
  },
  'drop a paper, a history, the sets or the states': (dice) => {
    const name = dice.of(matching(/^(handovers\/.*\.pdf|temporal\/.*|(sets|state)\.ndjson)$/));
    const changed = new Map(files);
    changed.delete(name);
    return sealed(name, changed, [name]);
  },
  'drop a time stamp': (dice) => {
    const name = dice.of(matching(/\.tsr$/));
    const changed = new Map(files);
    changed.delete(name);
    return sealed(name, changed, [name]);
  },
  'drop a receipt': (dice) => {
    const name = dice.of(matching(/receipt\.json(\.p7s)?$/));
    const changed = new Map(files);
    changed.delete(name);
    return sealed(name, changed, [name]);
  },
  "exchange a handover with another list's": (dice) => {
    const name = dice.of(matching(/^handovers\/\d+\/manifest\.json$/).filter((own) => other.has(own)));
    return sealed(name, withFile(name, other.get(name) as Buffer), [name]);
  },
  'state other custodians': (dice) =>
    sealed('', files, ['TYT-', 'CA-'], (statement) => {
      const [first] = statement['custody'] as { count: number }[];
      if (first !== undefined) first.count += 1 + dice.below(3);
    }),
};

async function sealed(
  what: string,
  changed: Files,
  named: readonly string[],
  edit?: (statement: Record<string, unknown>) => void,
): Promise<Tampering> {
  return { what, bytes: zipped(await restate(changed, seal, edit)), names: named };
}

function parts(): { name: string; from: number; to: number }[] {
  let from = 0;
  return [...files].map(([name, bytes]) => {
    const begins = from;
    from += 30 + Buffer.byteLength(name) + bytes.length + 16;
    return { name, from: begins, to: from };
  });
}

async function judge(bytes: Buffer): Promise<{ failed: boolean; said: string[] }> {
  const path = join(folder, 'tampered.zip');
  writeFileSync(path, bytes);
  const report = await verifyBundle(path, { trust: stage.trust, known: [] });
  const said = report.findings
    .filter(({ level }) => level === 'fail')
    .map((finding) => sentence(finding, 'en'));
  return { failed: report.failed, said };
}

it('the untouched bundle passes, as it was sent and put together anew', async () => {
  expect(raw.equals(readFileSync(join(folder, '0.zip')))).toBe(true);
  expect(await judge(raw)).toEqual({ failed: false, said: [] });
  expect(await judge(zipped(await restate(files, seal)))).toEqual({ failed: false, said: [] });
});

it(`refuses ${TAMPERINGS} random tamperings, each with the name of what is wrong`, async () => {
  const kinds = [
    ...Object.entries(OUTSIDER).map(([name, kind]) => [`outsider: ${name}`, kind] as const),
    ...Object.entries(INSIDER).map(([name, kind]) => [`insider: ${name}`, kind] as const),
  ];
  const dice = new Dice(SEED);
  const passed: string[] = [];
  for (let i = 0; i < TAMPERINGS; i += 1) {
    // Every kind has its turn, and every second one is a flipped bit.
    const [kind, tamper] =
      i % 2 === 0
        ? (kinds[(i >> 1) % kinds.length] as (typeof kinds)[0])
        : (kinds[(i >> 1) % 2] as (typeof kinds)[0]);
    const { what, bytes, names: wanted } = await tamper(dice);
    const { failed, said } = await judge(bytes);
    if (!failed || !said.some((text) => wanted.some((name) => text.includes(name))))
      passed.push(
        `${i} ${kind} (${what}): wanted ${wanted.slice(0, 3).join(', ')}; said ${said.join(' | ') || 'nothing'}`,
      );
  }
  expect(passed).toEqual([]);
}, 180_000);
