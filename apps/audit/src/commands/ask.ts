import { readFile } from 'node:fs/promises';
import { systemSql } from '#persistence/process/system-sql';
import { createDataSource } from '#persistence/data-source';
import { insertAccess } from '#persistence/repositories/access-log';
import type { DataSource } from 'typeorm';
import { readArguments, readId } from '../arguments.ts';
import type { Command, Context, Outcome } from '../command.ts';
import { hasPersonalValues, questionOf, QUESTIONS, type QuestionName } from '../questions/index.ts';
import type { Asked, Needed } from '../questions/question.ts';
import { LANGUAGES, type Language } from '../questions/words.ts';
import { UsageError } from '../usage-error.ts';

const OPTIONS = {
  list: { type: 'string' },
  record: { type: 'string' },
  at: { type: 'string' },
  purpose: { type: 'string' },
  lang: { type: 'string' },
  file: { type: 'string' },
} as const;
const NAMES = Object.keys(QUESTIONS) as QuestionName[];
/** As many characters of a purpose as the API asks for. */
const PURPOSE = { min: 10, max: 500 } as const;

export const command: Command = {
  summary: `answers an auditor: ${NAMES.map((name) => `${name} (${questionOf(name).summary})`).join('; ')}. Values of residents are shown with a purpose, which goes to the access log`,
  usage: `(${NAMES.join(' | ')}) --list ID [--record N] [--at TIME] [--purpose TEXT] [--lang vi|en]  |  --file QUESTIONS.json`,
  run,
};

type Values = Readonly<Partial<Record<keyof typeof OPTIONS, string>>>;

async function run(args: readonly string[], { system, print }: Context): Promise<Outcome> {
  const { values, positionals } = readArguments({ options: OPTIONS, allowPositionals: true }, args);
  const language = readLanguage(values.lang);
  const asked =
    values.file === undefined ? [readQuestion(positionals[0], values, '')] : await readFileOf(values.file);
  const source = createDataSource({
    url: system().databaseUrl,
    poolSize: 2,
    applicationName: 'ban-giao audit',
  });
  await source.initialize();
  try {
    const answers: unknown[] = [];
    for (const one of asked) answers.push(await answer(source, one, { language, print }));
    return { ok: true, report: values.file === undefined ? { answer: answers[0] } : { answers } };
  } finally {
    await source.destroy();
  }
}

interface Wanted {
  readonly name: QuestionName;
  readonly listId: string;
  readonly recordNo: number;
  readonly at: Date;
  readonly purpose: string | null;
}

async function answer(
  source: DataSource,
  { name, listId, recordNo, at, purpose }: Wanted,
  { language, print }: { readonly language: Language; readonly print: Context['print'] },
): Promise<unknown> {
  const sql = systemSql(source);
  const [list] = await sql.query<{ provinceCode: string }>(
    `select province_code as "provinceCode" from lists where id = $1`,
    [listId],
  );
  if (list === undefined) throw new UsageError(`There is no list ${listId}. (Không có danh sách này.)`);
  const personal = purpose !== null && hasPersonalValues(name, { recordNo });
  // Before anything is shown, as the API does.
  if (personal)
    await insertAccess(source, [
      {
        ...{ kind: 'read', personId: null, officeId: null, act: 'evidence.personal.read' },
        ...{ target: listId, code: null, details: { purpose, recordNo, by: 'npm run audit' } },
      },
    ]);
  const question = questionOf(name);
  const asked: Asked = { list: { listId, ...list }, recordNo, at, personal };
  const found = await question.answer(sql, asked);
  for (const line of question.say(found, asked, language)) print(line);
  return found;
}

/** Many questions at once: a JSON array of `{"question", "list", "record", "at", "purpose"}`. */
async function readFileOf(file: string): Promise<Wanted[]> {
  let items: unknown;
  try {
    items = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--file ${file}: ${(error as Error).message}`);
  }
  if (!Array.isArray(items)) throw new UsageError(`--file ${file}: expected an array of questions.`);
  return items.map((item: unknown, i) => {
    const { question, ...rest } = (item ?? {}) as Record<string, unknown>;
    const values = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)]));
    return readQuestion(typeof question === 'string' ? question : undefined, values, `Question ${i + 1}: `);
  });
}

/** @throws UsageError naming the argument, what was given and what is expected, in both languages. */
function readQuestion(name: string | undefined, values: Values, place: string): Wanted {
  if (name === undefined || !Object.hasOwn(QUESTIONS, name))
    throw new UsageError(
      `${place}"${name ?? ''}" is no question; expected one of ${NAMES.join(', ')}. (Câu hỏi phải là một trong các loại này.)`,
    );
  const { needs } = questionOf(name as QuestionName);
  const need = (what: Needed, option: string): void => {
    if (needs.includes(what) && values[what] === undefined)
      throw new UsageError(`${place}${name} needs ${option}. (Câu hỏi này cần ${option}.)`);
  };
  need('record', '--record N');
  need('at', '--at TIME');
  const listId = readId('--list', values.list);
  if (listId === null) throw new UsageError(`${place}${name} needs --list ID. (Câu hỏi này cần --list ID.)`);
  return {
    ...{ name: name as QuestionName, listId, recordNo: readRecord(values.record, place) },
    ...{ at: readMoment(values.at, place), purpose: readPurpose(values.purpose, place) },
  };
}

function readRecord(text: string | undefined, place: string): number {
  if (text === undefined) return 0;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new UsageError(
      `${place}--record is "${text}", expected the number of a record, 1 or more. (Số thứ tự hồ sơ, từ 1.)`,
    );
  return Number(text);
}

/** ISO 8601 with its zone; a date alone means its last moment in Vietnam. */
function readMoment(text: string | undefined, place: string): Date {
  if (text === undefined) return new Date();
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59:59.999+07:00` : zoned ? text : NaN);
  if (Number.isNaN(at.getTime()))
    throw new UsageError(
      `${place}--at is "${text}", expected a day (2026-11-27) or a time with its zone (2026-11-27T14:03:20+07:00). (Ngày, hoặc thời điểm có múi giờ.)`,
    );
  return at;
}

function readPurpose(text: string | undefined, place: string): string | null {
  if (text === undefined) return null;
  if (text.length < PURPOSE.min || text.length > PURPOSE.max)
    throw new UsageError(
      `${place}--purpose has ${text.length} characters, expected ${PURPOSE.min} to ${PURPOSE.max}. (Mục đích từ ${PURPOSE.min} đến ${PURPOSE.max} ký tự.)`,
    );
  return text;
}

function readLanguage(text: string | undefined): Language {
  const language = LANGUAGES.find((one) => one === (text ?? 'vi'));
  if (language === undefined) throw new UsageError(`--lang is "${text ?? ''}", expected vi or en.`);
  return language;
}
