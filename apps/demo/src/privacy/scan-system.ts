import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Simulated } from '../judge/truth.ts';
import type { RunFile } from '../system/run-file.ts';
import { Needles, type KnownPerson } from './needles.ts';
import { scan, type ScanResult } from './scan.ts';

/** Looks through all Temporal histories and all logs of a system for anybody of these communes: as they are, as the platform had them, and as the papers say. */
export async function scanSystem(run: RunFile, communeCodes: readonly string[]): Promise<ScanResult> {
  const platform = new Simulated(run.urls.platform);
  const people: KnownPerson[] = [];
  try {
    for (const communeCode of communeCodes) {
      for (const { truth, original, papers, now } of await platform.truth(communeCode)) {
        people.push(truth, original, now, { idNumber: truth.cmnd }, ...(papers === null ? [] : [papers]));
      }
    }
  } finally {
    await platform.close();
  }
  const logs = join(run.dataDir, 'logs');
  const files = readdirSync(logs).map((name) => join(logs, name));
  return scan(new Needles(people), { address: run.urls.temporal, namespace: run.temporalNamespace }, files);
}
