import { eventAt, recordsAsOf, tablesAsOf, type RecordAsOf, type RowAsOf } from '#persistence/audit/as-of';
import {
  heldAt,
  lateTasks,
  looksAt,
  recordHistory,
  type FieldChange,
  type HeldBy,
  type LateTask,
  type Look,
} from '#persistence/audit/questions';
import type { Asked, Question } from './question.ts';
import { fieldWord, moment, say, stateWord, stepWord, valueWord, type Language } from './words.ts';

const PAGE = 500;
/** Values of residents: shown only for a purpose that was written down. */
const CODES =
  /^(village_code|parcel_no|(village|police|proposed)_outcome|.*_(state|kind|status|result|at)|version|destination|side_wrong)$/;
const HIDDEN = '***';

const who = (
  person: { readonly fullName: string } | null,
  office: { readonly name: string } | null,
  l: Language,
) =>
  [person?.fullName, office?.name].filter((name) => name !== undefined).join(', ') ||
  say(l, 'hệ thống', 'the system');

const whoHeld: Question<HeldBy | null> = {
  summary: 'who held the record at a moment',
  needs: ['record', 'at'],
  answer: async (sql, { list, recordNo, at }) => (await heldAt(sql, list, recordNo, at)) ?? null,
  say: (held, { recordNo, at }, l) => [
    held === null
      ? say(
          l,
          `Lúc ${moment(at, l)} hồ sơ ${recordNo} chưa có đơn vị nào giữ.`,
          `At ${moment(at, l)} nobody held record ${recordNo} yet.`,
        )
      : say(
          l,
          `Lúc ${moment(at, l)} hồ sơ ${recordNo} do ${held.name} (${held.officeId}) giữ, từ ${moment(held.since, l)} (sự kiện ${held.eventNo}).`,
          `At ${moment(at, l)} record ${recordNo} was held by ${held.name} (${held.officeId}), since ${moment(held.since, l)} (event ${held.eventNo}).`,
        ),
  ],
};

type Shown = Omit<FieldChange, 'oldValue' | 'newValue'> & Partial<Pick<FieldChange, 'oldValue' | 'newValue'>>;

const changes: Question<readonly Shown[]> = {
  summary: 'who changed what in the record, from which source, and what it replaced',
  needs: ['record'],
  async answer(sql, { list, recordNo, personal }) {
    const all: Shown[] = [];
    for (let after: [number, string] = [0, '']; ;) {
      const page = await recordHistory(sql, list, recordNo, after, PAGE);
      all.push(
        ...page
          .slice(0, PAGE)
          .map(({ oldValue, newValue, ...change }) =>
            personal || CODES.test(change.field) ? { ...change, oldValue, newValue } : change,
          ),
      );
      const last = page[PAGE - 1];
      if (page.length <= PAGE || last === undefined) return all;
      after = [last.eventNo, last.field];
    }
  },
  say: (all, { recordNo }, l) =>
    all.length === 0
      ? [say(l, `Hồ sơ ${recordNo} chưa có thay đổi nào.`, `Nothing was changed in record ${recordNo}.`)]
      : all.map((change) => {
          const { at, person, office, field, source, eventNo } = change;
          const value = (v: string | null | undefined) => (v === undefined ? HIDDEN : valueWord(field, v, l));
          return say(
            l,
            `${moment(at, l)}: ${who(person, office, l)} ghi ${fieldWord(field, l)}: ${value(change.oldValue)} → ${value(change.newValue)} (nguồn: ${source}, sự kiện ${eventNo}).`,
            `${moment(at, l)}: ${who(person, office, l)} set ${fieldWord(field, l)}: ${value(change.oldValue)} -> ${value(change.newValue)} (source: ${source}, event ${eventNo}).`,
          );
        }),
};

const looks: Question<readonly Look[]> = {
  summary: 'who looked at this person’s data, and what for',
  needs: ['record'],
  async answer(sql, { list, recordNo }) {
    const all: Look[] = [];
    for (let before: number | null = null; ;) {
      const page: (Look & { readonly id: number })[] = await looksAt(sql, list, recordNo, before, PAGE);
      all.push(...page.slice(0, PAGE));
      const last = page[PAGE - 1];
      if (page.length <= PAGE || last === undefined) return all;
      before = last.id;
    }
  },
  say: (all, { recordNo }, l) =>
    all.length === 0
      ? [say(l, `Chưa có ai xem hồ sơ ${recordNo}.`, `Nobody has looked at record ${recordNo}.`)]
      : all.map(({ at, person, office, act, purpose }) =>
          say(
            l,
            `${moment(at, l)}: ${who(person, office, l)} đã xem (${act}, mục đích: ${purpose ?? 'không ghi'}).`,
            `${moment(at, l)}: ${who(person, office, l)} looked (${act}, purpose: ${purpose ?? 'none'}).`,
          ),
        ),
};

const late: Question<readonly LateTask[]> = {
  summary: 'what was late, and through whom',
  needs: [],
  answer: (sql, { list }) => lateTasks(sql, list),
  say: (all, _, l) =>
    all.length === 0
      ? [say(l, 'Không có việc nào quá hạn.', 'Nothing was late.')]
      : all.map(({ step, scope, office, person, dueAt, completedAt }) =>
          say(
            l,
            `${stepWord(step, l)} ${scope}: hạn ${moment(dueAt, l)}, ${completedAt === null ? 'chưa xong' : `xong ${moment(completedAt, l)}`}; ${who(person, office, l)}.`,
            `${stepWord(step, l)} ${scope}: due ${moment(dueAt, l)}, ${completedAt === null ? 'still open' : `done ${moment(completedAt, l)}`}; ${who(person, office, l)}.`,
          ),
        ),
};

interface StateAsOf {
  /** The last event at that moment; 0 before the first. */
  readonly eventNo: number;
  readonly record?: RecordAsOf['state'] | null;
  readonly list: RowAsOf['state'] | null;
  readonly parcels: readonly RowAsOf['state'][];
  readonly tasks: readonly RowAsOf['state'][];
}

const asOf: Question<StateAsOf> = {
  summary: 'how the list, its parcels and tasks (and with --record, the record) stood at a moment',
  needs: ['at'],
  async answer(sql, { list, recordNo, at, personal }) {
    const eventNo = await eventAt(sql, list, at);
    const rows = eventNo === 0 ? [] : await tablesAsOf(sql, list, eventNo);
    const states = (table: RowAsOf['table']) =>
      rows.filter((row) => row.table === table).map(({ state }) => state);
    const one = { after: recordNo - 1, limit: 1 };
    const [record] = recordNo > 0 && eventNo > 0 ? await recordsAsOf(sql, list, eventNo, one) : [];
    return {
      ...{ eventNo, list: states('lists')[0] ?? null, parcels: states('parcels'), tasks: states('tasks') },
      ...(recordNo === 0 ? {} : { record: record === undefined ? null : shown(record.state, personal) }),
    };
  },
  say: ({ eventNo, record, parcels, tasks }, { recordNo, at }, l) => [
    say(l, `Lúc ${moment(at, l)} (sau sự kiện ${eventNo}):`, `At ${moment(at, l)} (after event ${eventNo}):`),
    ...parcels
      .filter(({ stage }) => stage !== 'regrouped')
      .map((parcel) =>
        say(
          l,
          `- phần ${String(parcel['parcel_no'])}: ${String(parcel['record_count'])} hồ sơ, bước ${stepWord(String(parcel['stage']), l)}, do ${String(parcel['custodian_office_id'])} giữ`,
          `- parcel ${String(parcel['parcel_no'])}: ${String(parcel['record_count'])} records, step ${stepWord(String(parcel['stage']), l)}, held by ${String(parcel['custodian_office_id'])}`,
        ),
      ),
    ...tasks.map(
      ({ step, scope, state, office_id: office }) =>
        `- ${stepWord(String(step), l)} ${String(scope ?? '')}: ${stateWord(String(state), l)}, ${String(office)}`,
    ),
    ...(record === undefined
      ? []
      : record === null
        ? [say(l, `- hồ sơ ${recordNo}: chưa có`, `- record ${recordNo}: not there yet`)]
        : Object.entries(record).map(
            ([field, value]) =>
              `- ${fieldWord(field, l)}: ${valueWord(field, typeof value === 'string' ? value : JSON.stringify(value), l)}`,
          )),
  ],
};

/** A record's state with residents' values hidden, unless they may be shown. */
function shown(state: RecordAsOf['state'], personal: boolean): RecordAsOf['state'] {
  if (personal) return state;
  return Object.fromEntries(
    Object.entries(state).map(([field, value]) => [field, CODES.test(field) ? value : HIDDEN]),
  );
}

/** Every kind of question, by the name it is asked with. */
export const QUESTIONS = {
  'who-held': whoHeld,
  changes,
  looks,
  late,
  'as-of': asOf,
} as const;

export type QuestionName = keyof typeof QUESTIONS;

/** A question by its name, whatever it answers. */
export const questionOf = (name: QuestionName): Question => QUESTIONS[name] as unknown as Question;

export const hasPersonalValues = (name: QuestionName, { recordNo }: Pick<Asked, 'recordNo'>): boolean =>
  name === 'changes' || (name === 'as-of' && recordNo > 0);
