import type { DemoArguments } from '../arguments.ts';
import { Api } from '../connection/api.ts';
import { Simulated, type TruthItem } from '../judge/truth.ts';
import type { ListPlan } from '../officers/drive.ts';
import { inParallel, seededRandom } from '../random.ts';
import { officer, PROVINCE } from '../system/preparation.ts';
import type { System } from '../system/private-system.ts';
import { askAll, type QuestionVerdict } from './ask.ts';
import { drawQuestions } from './draw.ts';
import type { RunLog } from './run-log.ts';

/** Auditor's questions, their answers held against the diary of those who acted and the simulators' truth. */
export async function askQuestions(
  { run, runFile }: System,
  { questions, seed }: DemoArguments,
  plans: readonly ListPlan[],
  { api, log, after }: { readonly api: Api; readonly log: RunLog; readonly after: number },
): Promise<QuestionVerdict | undefined> {
  if (questions === 0) return undefined;
  const platform = new Simulated(run.urls.platform);
  try {
    const truth = new Map<string, TruthItem>();
    for (const { communeCode } of plans)
      for (const item of await platform.truth(communeCode)) truth.set(item.subjectId, item);
    const effects = await platform.effects(after);
    const drawn = drawQuestions(
      {
        ...{ log, plans, truth, people: await peopleOf(api, plans) },
        updated: new Set(effects.flatMap(({ applied, subject }) => (applied ? [subject] : []))),
        random: seededRandom(seed),
      },
      questions,
    );
    const auditor = await officer(run, `thanhtra.${PROVINCE}`, `TTR-${PROVINCE}`, 'auditor');
    // The auditor's own reading is no part of the run.
    const asking = { api: new Api(api.http), auditor, runFile };
    return await askAll(asking, drawn);
  } finally {
    await platform.close();
  }
}

/** Each officer's id, as the officer is told it. */
async function peopleOf(api: Api, plans: readonly ListPlan[]): Promise<Map<string, string>> {
  const everybody = plans.flatMap(({ officers: { commune, stations, police, chief, villages } }) => [
    ...[commune, ...stations, ...police, chief, ...villages.values()],
  ]);
  const people = new Map<string, string>();
  await inParallel(everybody, 4, async (who) => {
    people.set(who.login, (await api.get<{ personId: string }>(who, '/me')).personId);
  });
  return people;
}
