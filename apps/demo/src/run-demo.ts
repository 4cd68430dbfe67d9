import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { DemoArguments } from './arguments.ts';
import { Api } from './connection/api.ts';
import { Http } from './connection/http.ts';
import { Simulators } from './connection/simulators.ts';
import type { JudgeOrder, Verdict } from './judge/order.ts';
import { ProgressWitness } from './judge/progress-witness.ts';
import { Witness } from './judge/witness.ts';
import { Simulated } from './judge/truth.ts';
import { askQuestions } from './questions/ask-questions.ts';
import { RunLog } from './questions/run-log.ts';
import { driveList } from './officers/drive-list.ts';
import type { CommuneOfficers, ListPlan } from './officers/drive.ts';
import { issuePassports } from './passports/issue-passports.ts';
import { scanSystem } from './privacy/scan-system.ts';
import { proveList, type BundleProof } from './proof/prove-list.ts';
import { byHand } from './by-hand/channels.ts';
import { inParallel } from './random.ts';
import { Measurements } from './report/measurements.ts';
import { Progress } from './report/progress.ts';
import { summarize, type Summary } from './report/table.ts';
import { Chaos } from './system/chaos.ts';
import { TemporalLoss } from './system/temporal-loss.ts';
import { ProcessWatch } from './system/process-watch.ts';
import {
  communeOfficers,
  freshCommunes,
  generatePeople,
  officer,
  openCampaign,
  PROVINCE,
  seedCommunes,
} from './system/preparation.ts';
import { accessLogSealed, trustOf } from './system/trust.ts';
import { findRunningSystem, startPrivateSystem, type System } from './system/private-system.ts';

const CONNECTIONS = 24;
const PATIENCE_MS = 600_000;
const PROOF_MS = 120_000;

/** One whole run: find or start a system, prepare communes, drive their lists, have it judged. A private system is stopped at the end. */
export async function runDemo(demo: DemoArguments): Promise<Summary> {
  const progress = new Progress(demo.records * demo.lists);
  const system = await chooseSystem(demo, progress);
  const stopOn = (signal: NodeJS.Signals) =>
    void system.stop(demo.keep).then(() => process.kill(process.pid, signal));
  process.once('SIGINT', stopOn).once('SIGTERM', stopOn);
  try {
    return await driveOn(system, demo, progress);
  } finally {
    process.off('SIGINT', stopOn).off('SIGTERM', stopOn);
    await system.stop(demo.keep);
  }
}

/** Chaos never hits a system somebody else may be using. */
async function chooseSystem(demo: DemoArguments, progress: Progress): Promise<System> {
  const running =
    demo.chaos || demo.loseTemporal || demo.fresh
      ? undefined
      : findRunningSystem(resolve(demo.run ?? '.data/run.json'));
  if (running !== undefined) {
    progress.note(`Using the running system at ${running.run.urls.api}.`);
    return running;
  }
  if (demo.run !== undefined && !demo.chaos && !demo.loseTemporal && !demo.fresh)
    throw new Error(`No system is running by ${demo.run}.`);
  progress.note('Starting a system of its own ...');
  return startPrivateSystem();
}

async function driveOn(system: System, demo: DemoArguments, progress: Progress): Promise<Summary> {
  const { run } = system;
  const http = new Http({
    baseUrl: demo.api ?? run.urls.api,
    connections: CONNECTIONS,
    patienceMs: PATIENCE_MS,
  });
  const log = new RunLog();
  const api = new Api(http, demo.questions > 0 ? log.heard : undefined);
  const simulators = new Simulators(run.urls, new URL(run.urls.api).origin);
  const measurements = new Measurements();
  const watch = new ProcessWatch(system.runFile);
  try {
    const { plans, campaignId } = await prepare(system, demo, { api, simulators, progress });
    const after = await newestEntries(system);
    const chaos = demo.chaos
      ? new Chaos(system.runFile, demo.seed, (line) => progress.note(line))
      : undefined;
    const loss = demo.loseTemporal
      ? new TemporalLoss(system.runFile, (line) => progress.note(line))
      : undefined;
    watch.restart();
    await chaos?.start(simulators);
    await loss?.start(simulators);
    const tools = { api, simulators, measurements, progress, patienceMs: PATIENCE_MS };
    const witness = new Witness(
      run.databases.owner,
      plans.map(({ listId }) => listId),
      demo.seed,
    );
    if (demo.moments > 0) witness.begin();
    const watcher = new ProgressWitness(
      run.databases.owner,
      { campaignId, provinces: [PROVINCE] },
      demo.progressMoments,
      demo.seed,
    );
    if (demo.progressMoments > 0) watcher.begin();
    await Promise.all(plans.map((plan) => driveList(tools, plan)));
    progress.finish();
    const report = await chaos?.stop(simulators);
    const temporalLostAt = await loss?.stop(simulators);
    const passports = await issuePassports(
      { api, simulators, progress, patienceMs: PROOF_MS },
      run,
      plans.map(({ communeCode }) => communeCode),
    );
    const use = watch.stop();
    const moments = await witness.end(demo.moments);
    const progressFigures = await watcher.end();
    const proofs = await prove(system, demo, plans, { api, simulators, progress });
    const tamper = { times: demo.tamper, seed: demo.seed, trust: await trustOf(run.dataDir) };
    if (demo.tamper > 0) await accessLogSealed(run.databases.owner);
    progress.note('The judge compares with the truth ...');
    const questions = await askQuestions(system, demo, plans, { api, log, after: after.platform });
    const verdict = await askJudge({ ...orderFor(system, plans, after), passports: true, moments, tamper });
    const communes = plans.map(({ communeCode }) => communeCode);
    const privacy = demo.privacy ? await scanSystem(run, communes) : undefined;
    return summarize(verdict, measurements, {
      lists: demo.lists,
      ...use,
      retriedRequests: http.retries,
      chaos: report,
      temporalLostAt,
      privacy,
      ...{ proofs, questions, progressFigures, issued: passports },
    });
  } finally {
    watch.stop();
    await Promise.all([http.close(), simulators.close()]);
  }
}

interface Preparing {
  readonly api: Api;
  readonly simulators: Simulators;
  readonly progress: Progress;
}

async function prepare(
  { run }: System,
  demo: DemoArguments,
  { api, simulators, progress }: Preparing,
): Promise<{ plans: ListPlan[]; campaignId: string }> {
  const fresh = await freshCommunes(run, await simulators.communes(), demo.lists + 1);
  const communes = fresh.slice(0, demo.lists);
  const next = fresh[demo.lists] as string;
  progress.note(`Preparing ${demo.lists} commune(s) with ${demo.records} wrong records each ...`);
  await Promise.all([generatePeople(simulators, communes, demo), seedCommunes(run, fresh, demo.villages)]);
  const people = new Map<string, CommuneOfficers>();
  await inParallel(communes, 3, async (commune) => {
    people.set(commune, await communeOfficers(run, commune, demo.villages));
  });
  const province = await officer(run, `tinh.${PROVINCE}`, `TCT-T-${PROVINCE}`, 'province_task_force');
  const station = await officer(run, `tramyte1.${next}`, `TYT-${next}`, 'health_station');
  const opened = await openCampaign(api, province, people, { communeCode: next, station }, demo);
  return demo.byHand ? { ...opened, plans: await byHand(api, run, opened.plans) } : opened;
}

/** Before the judge: papers, stamps and archives are looked at and tampered with like everything else. */
async function prove(
  { run }: System,
  { evidence }: DemoArguments,
  plans: readonly ListPlan[],
  { api, simulators, progress }: Preparing,
): Promise<BundleProof[] | undefined> {
  if (evidence === undefined) return undefined;
  progress.note('The papers are signed, and the verifier checks the evidence ...');
  const folder = resolve(evidence);
  mkdirSync(folder, { recursive: true });
  const proofs: BundleProof[] = [];
  for (const plan of plans)
    proofs.push(...(await proveList({ api, simulators, patienceMs: PROOF_MS }, run, plan, folder)));
  return proofs;
}

async function newestEntries({ run }: System): Promise<JudgeOrder['after']> {
  const platform = new Simulated(run.urls.platform);
  const population = new Simulated(run.urls.population);
  try {
    return {
      platform: await platform.newest('effects'),
      population: await population.newest('effects'),
      requests: await population.newest('requests'),
    };
  } finally {
    await Promise.all([platform.close(), population.close()]);
  }
}

function orderFor(
  { run }: System,
  plans: readonly ListPlan[],
  after: JudgeOrder['after'],
): Omit<JudgeOrder, 'moments' | 'tamper' | 'passports'> {
  return {
    databaseUrl: run.databases.owner,
    platformUrl: run.urls.platform,
    populationUrl: run.urls.population,
    lists: plans.map(({ listId, communeCode }) => ({ listId, communeCode })),
    silentVillages: plans.flatMap(({ silent }) => [...silent]),
    after,
  };
}

/** The judge is a process of its own: it gets addresses and ids, no results. */
async function askJudge(order: JudgeOrder): Promise<Verdict> {
  const program = join('dist', 'apps', 'demo', 'src', 'judge', 'main.js');
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(order));
  const [answer, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`The judge ended with code ${String(code)}.`);
  return JSON.parse(answer) as Verdict;
}
