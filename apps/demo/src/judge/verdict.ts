import { verifyChain, type ChainFinding } from './chain.ts';
import { replayCustody, type CustodyFinding } from './custody.ts';
import { judgeElsewhere } from './elsewhere.ts';
import { judgeEffects, type Effect } from './effects.ts';
import { Facts, type RecordRow } from './facts.ts';
import { judgeList, Tally, type Findings } from './judge-list.ts';
import { auditLists } from './audit.ts';
import { compareMoments } from './moments.ts';
import type { JudgeOrder, Verdict } from './order.ts';
import { judgePassports } from './passports.ts';
import { tamper } from './tampering.ts';
import { Simulated, type TruthItem } from './truth.ts';

const MOST_FINDINGS = 20;

/** Judges a run from the simulators' truth and logs and from PostgreSQL alone. Every rule stands where it is applied. */
export async function judge(order: JudgeOrder): Promise<Verdict> {
  const platform = new Simulated(order.platformUrl);
  const population = new Simulated(order.populationUrl);
  const facts = await Facts.connect(order.databaseUrl);
  try {
    return await examine(order, facts, platform, population);
  } finally {
    await Promise.all([facts.close(), platform.close(), population.close()]);
  }
}

async function examine(
  order: JudgeOrder,
  facts: Facts,
  platform: Simulated,
  population: Simulated,
): Promise<Verdict> {
  const listIds = order.lists.map(({ listId }) => listId);
  const escalated = new Set(await facts.escalatedVillages(listIds));
  const silent = new Set(order.silentVillages);
  const findings: Findings = {
    damages: new Tally(),
    losses: new Tally(),
    stillWrongWhy: new Tally(),
    listed: new Tally(),
    right: new Tally(),
    places: [],
  };
  const outcomes = { police: new Tally(), village: new Tally(), destination: new Tally() };
  const proofs = { events: 0, moves: 0, findings: [] as (CustodyFinding | ChainFinding)[] };
  const known = new Set<string>();
  const ofTheRun = new Map<string, TruthItem>();
  let records = 0;
  let inTime = true;
  for (const { listId, communeCode } of order.lists) {
    const list = await facts.list(listId);
    const rows = await facts.records(listId);
    const truth = await platform.truth(communeCode);
    judgeList({ listId, list, records: rows, truth, silent, escalated }, findings);
    for (const item of truth) ofTheRun.set(item.subjectId, item);
    for (const row of rows) known.add(row.subjectId);
    count(rows, outcomes);
    records += rows.length;
    inTime &&= list.dueAt === null || (list.lastEndedAt !== null && list.lastEndedAt <= list.dueAt);
    const events = await facts.events(listId);
    const moves = await facts.moves(listId);
    const live = new Map(
      rows.flatMap(({ recordNo, custodian }) => (custodian === null ? [] : [[recordNo, custodian]])),
    );
    proofs.events += events.length;
    proofs.moves += moves.length;
    proofs.findings.push(
      ...verifyChain(events, list.headHash),
      ...replayCustody(list.recordCount, moves, live),
    );
  }
  const elsewhere = judgeElsewhere(
    await facts.transfers(listIds),
    await facts.pairs(listIds),
    new Map([...ofTheRun].map(([subjectId, { personId }]) => [subjectId, personId])),
  );
  findings.damages.add('merged_other_people', elsewhere.mergedOthers);
  const audit = await auditLists(order);
  const effects = (await platform.effects(order.after.platform)).filter(
    ({ subject, kind }) => kind === 'import_created' || ofTheRun.has(subject),
  );
  countUnwanted(effects, known, findings.damages);
  const [onPlatform, inPopulation] = [
    judgeEffects(effects),
    judgeEffects(await population.effects(order.after.population)),
  ];
  return {
    records,
    byOutcome: outcomes.police.toJSON(),
    byVillageOutcome: outcomes.village.toJSON(),
    byDestination: outcomes.destination.toJSON(),
    byDefect: defects(findings),
    damaged: findings.damages.total,
    damages: findings.damages.toJSON(),
    lost: findings.losses.total,
    losses: findings.losses.toJSON(),
    places: findings.places,
    rightNow: findings.right.total,
    stillWrong: findings.listed.total - findings.right.total,
    stillWrongWhy: findings.stillWrongWhy.toJSON(),
    custody: {
      ok: proofs.findings.length === 0,
      eventsChecked: proofs.events,
      movesChecked: proofs.moves,
      findings: proofs.findings.slice(0, MOST_FINDINGS),
    },
    audit,
    elsewhere,
    moments: await compareMoments(order.databaseUrl, order.moments),
    tampered: await tamper(order.databaseUrl, listIds, order.tamper),
    effects: {
      createdTwice: onPlatform.createdTwice + inPopulation.createdTwice,
      appliedTwice: onPlatform.appliedTwice + inPopulation.appliedTwice,
      olderOverNewer: onPlatform.olderOverNewer + inPopulation.olderOverNewer,
    },
    escalations: await facts.escalations(listIds),
    foreignersAsked: await population.foreignersAsked(order.after.requests),
    passports: order.passports
      ? await judgePassports(
          order.databaseUrl,
          order.lists.map(({ communeCode }) => communeCode),
          ofTheRun,
        )
      : null,
    inTime,
  };
}

/** Damage the fields do not show: a subject that no record names was touched, or a second one was made. */
function countUnwanted(effects: readonly Effect[], known: ReadonlySet<string>, damages: Tally): void {
  for (const { kind, subject, applied } of effects) {
    if (!applied) continue;
    if (kind === 'import_created') damages.add('second_subject');
    else if (!known.has(subject)) damages.add('unlisted_subject_touched');
  }
}

function count(rows: readonly RecordRow[], to: { police: Tally; village: Tally; destination: Tally }): void {
  for (const { policeOutcome, villageOutcome, destination, excludedReason } of rows) {
    const otherwise = excludedReason === null ? 'open' : 'excluded';
    to.police.add(policeOutcome ?? otherwise);
    to.village.add(villageOutcome ?? otherwise);
    to.destination.add(destination ?? otherwise);
  }
}

function defects({ listed, right }: Findings): Verdict['byDefect'] {
  const fixed = right.toJSON();
  return Object.fromEntries(
    Object.entries(listed.toJSON()).map(([group, all]) => [group, { listed: all, right: fixed[group] ?? 0 }]),
  );
}
