import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Api, Officer, Page } from '../connection/api.ts';
import { Refused } from '../connection/http.ts';
import type { Asking, Expectation } from './expectations.ts';

export interface QuestionVerdict {
  readonly asked: number;
  /** Right by the command and by the API. */
  readonly right: number;
  /** By kind of question. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Each wrong answer: who gave it, the question, and what was expected. */
  readonly wrong: readonly string[];
}

const run = promisify(execFile);
const MOST_BYTES = 256 * 2 ** 20;

/** Asks every question twice, by `npm run audit -- ask` and by the API, and holds both answers against what is expected. */
export async function askAll(
  { api, auditor, runFile }: { readonly api: Api; readonly auditor: Officer; readonly runFile: string },
  questions: readonly Expectation[],
): Promise<QuestionVerdict> {
  const wrong: string[] = [];
  const kinds: Record<string, number> = {};
  const answers = await byCommand(
    runFile,
    questions.map(({ asking }) => asking),
  );
  let right = 0;
  for (const [i, { asking, right: judge }] of questions.entries()) {
    kinds[asking.question] = (kinds[asking.question] ?? 0) + 1;
    const said = [
      ['command', judge(answers[i])],
      ['API', judge(await byApi(api, auditor, asking))],
    ] as const;
    const { purpose: _, ...shown } = asking;
    for (const [from, why] of said) if (why !== null) wrong.push(`${from}: ${JSON.stringify(shown)}: ${why}`);
    if (said.every(([, why]) => why === null)) right += 1;
  }
  return { asked: questions.length, right, kinds, wrong };
}

async function byCommand(runFile: string, asked: readonly Asking[]): Promise<readonly unknown[]> {
  if (asked.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), 'ban-giao-questions-'));
  try {
    const file = join(folder, 'questions.json');
    writeFileSync(file, JSON.stringify(asked));
    const program = join('dist', 'apps', 'audit', 'src', 'main.js');
    const { stdout } = await run(
      process.execPath,
      [program, 'ask', '--file', file, '--run', runFile, '--json'],
      { maxBuffer: MOST_BYTES },
    );
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    return (JSON.parse(last) as { answers: unknown[] }).answers;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function byApi(api: Api, auditor: Officer, asking: Asking): Promise<unknown> {
  const { question, list, record, at = '', purpose = '' } = asking;
  const one = `/lists/${list}/records/${record ?? 0}`;
  const pages = async (path: string): Promise<unknown[]> => {
    const all: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Page<unknown> = await api.get(auditor, `${path}limit=200${after}`);
      all.push(...page.items);
      cursor = page.nextCursor;
    }
    return all;
  };
  const reason = `purpose=${encodeURIComponent(purpose || 'Đối chiếu câu hỏi kiểm tra')}`;
  switch (question) {
    case 'who-held':
      return api.get(auditor, `${one}/holder?at=${at}`);
    case 'changes':
      return pages(`${one}/history?${reason}&`);
    case 'looks':
      return pages(`${one}/looks?`);
    case 'late':
      return (await api.get<{ items: unknown[] }>(auditor, `/lists/${list}/late`)).items;
    default: {
      const state = await api.get<object>(auditor, `/lists/${list}/as-of?at=${at}`);
      const row = await api
        .get<{ state: object }>(auditor, `${one}/as-of?at=${at}&${reason}`)
        .catch((error: unknown) => {
          // Before the list was loaded there was no such record.
          if (error instanceof Refused && error.status === 404) return null;
          throw error;
        });
      return { ...state, record: row === null ? null : row.state };
    }
  }
}
