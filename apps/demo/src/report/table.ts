import { ELIGIBILITY_REASONS, type EligibilityReason } from '#domain/passports/eligibility-reasons';
import type { ChaosReport } from '../system/chaos.ts';
import type { ScanResult } from '../privacy/scan.ts';
import type { BundleProof } from '../proof/prove-list.ts';
import type { ProgressVerdict } from '../judge/progress-witness.ts';
import type { QuestionVerdict } from '../questions/ask.ts';
import type { PassportRun } from '../passports/issue-passports.ts';
import type { Verdict } from '../judge/order.ts';
import type { Measurements } from './measurements.ts';

export interface Summary extends Verdict {
  readonly lists: number;
  readonly recordsPerSecond: number;
  readonly seconds: number;
  readonly humanSteps: number;
  readonly nextTaskP95Ms: number;
  readonly nextTaskSamples: number;
  readonly nextTaskMaxMs: Readonly<Record<string, number>>;
  readonly peakMemoryMb: Readonly<Record<string, number>>;
  readonly cpuSeconds: Readonly<Record<string, number>>;
  readonly stepSeconds: Readonly<Record<string, number>>;
  readonly decisions: { readonly bulk: number; readonly single: number; readonly acceptedProposals: number };
  readonly retriedRequests: number;
  readonly chaos?: ChaosReport;
  readonly temporalLostAt?: readonly string[];
  readonly privacy?: ScanResult;
  readonly proofs?: readonly BundleProof[];
  readonly progressFigures?: ProgressVerdict;
  readonly questions?: QuestionVerdict;
  /** Vaccine passports: what was issued, and what kept others back. */
  readonly issued: PassportRun;
}

/** Puts what the driver measured beside what the judge found. */
export function summarize(
  verdict: Verdict,
  measured: Measurements,
  rest: Pick<Summary, 'lists' | 'peakMemoryMb' | 'cpuSeconds' | 'retriedRequests' | 'issued'> & {
    readonly chaos?: ChaosReport | undefined;
    readonly temporalLostAt?: readonly string[] | undefined;
    readonly privacy?: ScanResult | undefined;
    readonly proofs?: readonly BundleProof[] | undefined;
    readonly progressFigures?: ProgressVerdict | undefined;
    readonly questions?: QuestionVerdict | undefined;
  },
): Summary {
  const { chaos, temporalLostAt, privacy, proofs, progressFigures, questions, ...always } = rest;
  return {
    ...verdict,
    ...always,
    recordsPerSecond: Math.round(verdict.records / Math.max(measured.seconds, 0.001)),
    seconds: round(measured.seconds),
    humanSteps: measured.humanSteps,
    nextTaskP95Ms: measured.nextTaskP95Ms,
    nextTaskSamples: measured.nextTaskSamples,
    nextTaskMaxMs: measured.nextTaskMaxMs,
    stepSeconds: Object.fromEntries(
      measured.stepSeconds().map(({ step, seconds }) => [step, round(seconds)]),
    ),
    decisions: {
      bulk: measured.bulkDecisions,
      single: measured.singleDecisions,
      acceptedProposals: measured.acceptedProposals,
    },
    ...(chaos === undefined ? {} : { chaos }),
    ...(temporalLostAt === undefined ? {} : { temporalLostAt }),
    ...(privacy === undefined ? {} : { privacy }),
    ...(proofs === undefined ? {} : { proofs }),
    ...(progressFigures === undefined ? {} : { progressFigures }),
    ...(questions === undefined ? {} : { questions }),
  };
}

const round = (value: number) => Math.round(value * 10) / 10;

/** The run in one table, for a person at a terminal. */
export function table(summary: Summary): string {
  const {
    byOutcome,
    byVillageOutcome,
    byDefect,
    stillWrongWhy,
    stepSeconds,
    peakMemoryMb,
    custody,
    effects,
  } = summary;
  const right = Object.entries(byDefect).map(
    ([group, { listed, right: now }]) => [group, `${now} of ${listed}`] as const,
  );
  return [
    section('Records per outcome of the police', Object.entries(byOutcome)),
    section('Records per outcome of the villages', Object.entries(byVillageOutcome)),
    section('Seconds per step, from its first task to its last', Object.entries(stepSeconds)),
    section('Right on the platform now, by official group', right),
    section('Still wrong, and why', Object.entries(stillWrongWhy)),
    section('Peak memory, MB', Object.entries(peakMemoryMb)),
    section('Processor time, seconds', Object.entries(summary.cpuSeconds)),
    section('Proof', [
      ['records', summary.records],
      ['damaged', with_(summary.damaged, summary.damages)],
      ['lost', with_(summary.lost, summary.losses)],
      [
        'custody adds up',
        `${custody.ok ? 'yes' : 'NO'}, ${custody.eventsChecked} events, ${custody.movesChecked} moves`,
      ],
      [
        'outside effects',
        Object.entries(effects)
          .map(([name, n]) => `${name} ${n}`)
          .join(', '),
      ],
      [
        'built again from events',
        summary.audit.differences === 0 ? 'no difference' : `${summary.audit.differences} DIFFERENCES`,
      ],
      [
        'residents of elsewhere',
        `${summary.elsewhere.accepted} of ${summary.elsewhere.offered} offers accepted, ${summary.elsewhere.unproven} without proof`,
      ],
      [
        'on a list twice',
        `${summary.elsewhere.merged} of ${summary.elsewhere.pairs} pairs merged, ${summary.elsewhere.mergedOthers} of other people`,
      ],
      ...(summary.moments.compared === 0
        ? []
        : [['moments built again', `${summary.moments.equal} of ${summary.moments.compared}`] as const]),
      ...(summary.tampered.tried === 0
        ? []
        : [
            [
              'tamperings found',
              `${summary.tampered.found} of ${summary.tampered.tried}, in ${summary.tampered.tables} tables`,
            ] as const,
          ]),
      ...(summary.questions === undefined
        ? []
        : [
            ['questions answered right', `${summary.questions.right} of ${summary.questions.asked}`] as const,
          ]),
      ['foreigners in the population database’s log', summary.foreignersAsked],
      ['escalations', summary.escalations],
      ['human steps', summary.humanSteps],
      ['next task visible, 95 % within', `${summary.nextTaskP95Ms} ms (${summary.nextTaskSamples} tasks)`],
      ['seconds', `${summary.seconds} (${summary.recordsPerSecond} records/s)`],
      ...(summary.progressFigures === undefined ? [] : progressOf(summary.progressFigures)),
      ...(summary.chaos === undefined ? [] : [['killed', JSON.stringify(summary.chaos.kills)] as const]),
    ]),
    ...passportSections(summary),
    ...summary.tampered.missed.map((what) => `NOT FOUND  ${what}`),
    ...(summary.questions?.wrong ?? []).map((what) => `WRONG  ${what}`),
    ...(summary.proofs ?? []).map(verdictOf),
  ].join('\n');
}

function progressOf(progress: ProgressVerdict): [string, string][] {
  const { moments, figures, different, missed, told, wrongEscalations } = progress;
  const found = (names: readonly string[]) =>
    names.length === 0 ? 'all right' : `WRONG: ${names.join('; ')}`;
  return [
    ['progress against a recount', `${figures} figures at ${moments} moments: ${found(different)}`],
    ['missed deadlines', `${missed}, told to superiors ${told} times: ${found(wrongEscalations)}`],
  ];
}

function passportSections({ issued, passports }: Summary): string[] {
  const reason = (code: string): string => ELIGIBILITY_REASONS[code as EligibilityReason]?.en ?? code;
  return [
    section('Vaccine passports', [
      ['certificates signed', issued.signed],
      ['doses confirmed by facilities', issued.dosesSigned],
      ['set aside by facilities', issued.setAside],
      ['seconds from the facilities’ day to the last certificate', issued.seconds],
      ...(passports === null
        ? []
        : ([
            [
              'read again by the judge',
              `${passports.checked}, unreadable ${passports.unreadable}, untrue ${passports.untrue}, unsigned ${passports.unsigned}`,
            ],
            [
              'citizens with a passport number only',
              `${passports.passportOnly.people}, refused ${passports.passportOnly.refused}, issued ${passports.withoutNumber}`,
            ],
          ] as const)),
      ...(issued.files === null
        ? []
        : ([['to look at', `${issued.files.pdf}, ${issued.files.qr} (${issued.verdict})`]] as const)),
    ]),
    section(
      'Without a passport, and why',
      Object.entries(issued.refused).map(([code, n]) => [reason(code), n] as const),
    ),
  ];
}

/** The verifier's own words on one bundle. */
function verdictOf({ file, personal, papers, code, said }: BundleProof): string {
  const what = personal ? 'with personal data' : 'without personal data';
  return `\nEvidence ${what}, ${papers} papers: ${file}\n${said.trimEnd()}\n  The verifier ended with code ${code}.`;
}

function with_(count: number, kinds: Readonly<Record<string, number>>): string {
  return count === 0 ? '0' : `${count} ${JSON.stringify(kinds)}`;
}

function section(title: string, rows: readonly (readonly [string, string | number])[]): string {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  return [`\n${title}`, ...lines].join('\n');
}
