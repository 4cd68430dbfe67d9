import { parseBirthDate } from '#domain/people/dates';
import { parseGender } from '#domain/people/gender';
import { classifyIdNumber, classifyPassport, readCccd } from '#domain/people/identity-numbers';
import { nameDisplay } from '#domain/people/names';
import { isVietnamese } from '#domain/people/nationality';
import { classify } from '#domain/records/classification';
import { proposeVillage, type VillageName } from '#domain/records/villages';
import { DEFECT_GROUPS, type DefectGroup } from '#domain/rules/rule';
import { RULES_VERSION } from '#domain/rules/version';
import type { FoundSubject } from '#persistence/process/additions';
import type { Job } from '#persistence/process/jobs';
import { LAST_PAGE, type LoadedRecord, type Page } from '#persistence/process/loading';
import type { PlatformPort, PlatformSubject, Progress } from './ports.ts';

export interface CompileStore {
  /** Undefined when the list is compiled already or has ended. */
  begin(listId: string): Promise<Job | undefined>;
  villages(communeCode: string): Promise<readonly VillageName[]>;
  /** False when another attempt has stored this page. */
  storePage(listId: string, page: Page): Promise<boolean>;
  /** Subjects that other communes have handed to this list. */
  transferred(listId: string): Promise<readonly string[]>;
  finish(listId: string): Promise<void>;
}

export interface AdditionStore {
  /** Undefined when the request is answered already or the list has ended. */
  begin(listId: string, runNo: number): Promise<Job | undefined>;
  requested(listId: string, runNo: number): Promise<readonly string[]>;
  store(listId: string, runNo: number, found: readonly FoundSubject[]): Promise<void>;
}

export interface CompileActivities {
  /** Step 2: loads what the platform lists for the commune, page by page; goes on from the last stored page. */
  compile(listId: string): Promise<void>;
  /** Step 2: fetches the subjects whom the station asked to add. */
  addSubjects(listId: string, runNo: number): Promise<void>;
}

/** Subjects read in one call of the platform. */
const READ_PAGE = 1000;

export function createCompileActivities(
  platform: Pick<PlatformPort, 'list' | 'read'>,
  store: CompileStore,
  additions: AdditionStore,
  progress: () => Progress,
): CompileActivities {
  return {
    async compile(listId) {
      const { heartbeat, signal } = progress();
      const job = await store.begin(listId);
      if (job === undefined) return;
      const villages = await store.villages(job.communeCode);
      let { cursor, done } = job;
      while (cursor !== LAST_PAGE) {
        const { items, nextCursor } = await platform.list(job.communeCode, cursor, signal);
        const records = items.map((subject) => readSubject(subject, villages));
        // Another attempt is ahead: that one will finish the list.
        if (!(await store.storePage(listId, { cursor, nextCursor, records }))) return;
        done += records.length;
        heartbeat({ done });
        cursor = nextCursor ?? LAST_PAGE;
      }
      const moved = await store.transferred(listId);
      for (let from = 0; from < moved.length; from += READ_PAGE) {
        const subjects = await platform.read(moved.slice(from, from + READ_PAGE), signal);
        // Reading by id does not say which group the platform has: a record that was transferred is on the list for what was wrong there.
        const records = subjects.map((subject) =>
          readSubject({ ...subject, groups: ['wrong_info'] }, villages),
        );
        if (!(await store.storePage(listId, { cursor: LAST_PAGE, nextCursor: null, records }))) return;
        done += records.length;
        heartbeat({ done });
      }
      await store.finish(listId);
    },

    async addSubjects(listId, runNo) {
      const { heartbeat, signal } = progress();
      const job = await additions.begin(listId, runNo);
      if (job === undefined) return;
      const villages = await store.villages(job.communeCode);
      const ids = await additions.requested(listId, runNo);
      const found: FoundSubject[] = [];
      for (let from = 0; from < ids.length; from += READ_PAGE) {
        const subjects = await platform.read(ids.slice(from, from + READ_PAGE), signal);
        found.push(...subjects.map((subject) => readAddition(subject, villages)));
        heartbeat({ done: found.length });
      }
      await additions.store(listId, runNo, found);
    },
  };
}

const GROUP_OF = {
  missing: 'missing_id',
  bad_format: 'bad_id_format',
  wrong_info: 'wrong_basic_info',
} as const satisfies Record<PlatformSubject['groups'][number], DefectGroup>;

/**
 * A subject whom nobody but the officer finds wrong is on the list because the officer knows that the information is: the third group.
 * Reading by id does not say which group the platform has for the subject.
 */
function readAddition(subject: PlatformSubject, villages: readonly VillageName[]): FoundSubject {
  const record = readSubject({ ...subject, groups: [] }, villages);
  const defects = record.defects.length > 0 ? record.defects : (['wrong_basic_info'] as const);
  return { communeCode: subject.communeCode ?? null, record: { ...record, defects } };
}

/** Reads a subject by the rules. What the platform itself says is wrong stays a defect, also where no rule sees why. */
export function readSubject(subject: PlatformSubject, villages: readonly VillageName[]): LoadedRecord {
  const citizen = isVietnamese(subject.nationality);
  const number = classifyIdNumber(subject.idNumber, subject);
  const passport = classifyPassport(subject.passportNumber ?? (citizen ? null : subject.idNumber));
  const { groups, hints } = classify(subject);
  const found = new Set<DefectGroup>([...groups, ...subject.groups.map((group) => GROUP_OF[group])]);
  const birthYearOfNumber = readCccd(number.cleaned ?? '')?.birthYear;
  return {
    subjectId: subject.subjectId,
    version: subject.version,
    platform: {
      fullName: subject.fullName,
      dateOfBirth: subject.dateOfBirth,
      gender: subject.gender,
      idNumber: subject.idNumber,
      passportNumber: subject.passportNumber,
      nationality: subject.nationality,
    },
    fullName: nameDisplay(subject.fullName) || null,
    dateOfBirth: parseBirthDate(subject.dateOfBirth, { birthYearOfNumber })?.value ?? null,
    gender: parseGender(subject.gender) ?? null,
    idNumber: citizen ? number.cleaned : null,
    passportNumber: passport.cleaned,
    nationality: citizen ? 'VN' : (subject.nationality ?? 'VN'),
    phone: subject.phone,
    address: subject.address,
    doseCount: subject.doseCount ?? null,
    villageCode: proposeVillage(subject.address, villages),
    defects: DEFECT_GROUPS.filter((group) => found.has(group)),
    hints,
    rulesVersion: RULES_VERSION,
  };
}
