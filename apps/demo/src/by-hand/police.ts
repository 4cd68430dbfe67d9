import { CHECK_COLUMNS, POPULATION_UPDATE_COLUMNS } from '#domain/files/hand-columns';
import { HAND_WORDS } from '#domain/files/hand-rows';
import { OUTCOME_WORDS } from '#domain/papers/outcome-words';
import type { Officer, Task } from '../connection/api.ts';
import { inParallel, pieces } from '../random.ts';
import type { Drive } from '../officers/drive.ts';
import { bringBack, takeOut } from './carrying.ts';
import type { PoliceMachine } from './police-machine.ts';
import { csvOf, rowsOf } from './tables.ts';

const LOOKUPS = 500;
const LANES = 4;
const [FOUND, NOT_FOUND, SEVERAL] = HAND_WORDS.found as [string, string, string];
const [DONE, FAILED] = HAND_WORDS.done as [string, string];

interface Found {
  readonly ref: string;
  readonly status: 'found' | 'not_found' | 'several';
  readonly by: 'number' | 'person' | null;
  readonly persons: readonly {
    readonly personId: string;
    readonly idNumber: string;
    readonly fullName: string;
    readonly dateOfBirth: string;
    readonly gender: string;
    readonly residenceCommune: string | null;
    readonly deceased: boolean;
  }[];
}

/** Step 6 by hand: the locked check file goes to the police's machine, is looked up there, and comes back signed. */
export async function carryCheck(
  drive: Drive,
  machine: PoliceMachine,
  who: Officer,
  task: Task,
): Promise<void> {
  const file = await machine.open(await takeOut(drive, who, task, 'population_check'));
  const rows = await rowsOf(file, CHECK_COLUMNS);
  const found = new Map<string, Found>();
  await inParallel(pieces(rows, LOOKUPS), LANES, async (piece) => {
    const items = piece.map(({ recordNo, idNumber, fullName, dateOfBirth, gender }) => ({
      ...{ ref: recordNo },
      ...filled({ idNumber, fullName, dateOfBirth, gender }),
    }));
    const { body } = await drive.tools.simulators.call<{ items: Found[] }>('population', {
      method: 'POST',
      path: '/lookups',
      body: { items },
    });
    for (const answer of body.items) found.set(answer.ref, answer);
  });
  const results = rows.map(({ recordNo, key }) => ({ recordNo, key, ...written(found.get(recordNo)) }));
  await bringBack(drive, who, task, await machine.sign(csvOf(CHECK_COLUMNS, results)), 'doi-chieu.csv.p7m');
}

function written(answer: Found | undefined): Record<string, string> {
  const [person] = answer?.persons ?? [];
  if (answer?.status === 'several') return { result: SEVERAL };
  if (answer === undefined || person === undefined) return { result: NOT_FOUND };
  return {
    ...{ result: FOUND, by: answer.by === 'person' ? 'Họ tên' : 'Số', foundIdNumber: person.idNumber },
    ...{ foundFullName: person.fullName, foundDateOfBirth: person.dateOfBirth, foundGender: person.gender },
    ...{
      foundCommune: person.residenceCommune ?? '',
      foundDeceased: person.deceased ? 'x' : '',
      foundPersonId: person.personId,
    },
  };
}

/** Before step 7 by hand: what was decided is corrected in the population database on the police's machine. */
export async function carryCorrections(
  drive: Drive,
  machine: PoliceMachine,
  who: Officer,
  task: Task,
): Promise<void> {
  const file = await machine.open(await takeOut(drive, who, task, 'population_update'));
  const rows = await rowsOf(file, POPULATION_UPDATE_COLUMNS);
  const results: { recordNo: string; key: string; result: string }[] = [];
  await inParallel(rows, LANES, async (row) => {
    const { recordNo, key, action, personId, idNumber, fullName, dateOfBirth, gender } = row;
    const reference = `${drive.plan.listId}:${recordNo}`;
    const values = filled({ idNumber, fullName, dateOfBirth, gender });
    const correcting = action === OUTCOME_WORDS.population_corrected;
    const { status } = await drive.tools.simulators.call('population', {
      ...(correcting
        ? { method: 'PUT' as const, path: `/persons/${encodeURIComponent(personId)}` }
        : { method: 'POST' as const, path: '/persons' }),
      ...{ body: { ...values, reference }, accept: [404, 409, 422] },
    });
    results.push({ recordNo, key, result: status < 300 ? DONE : FAILED });
  });
  await bringBack(
    drive,
    who,
    task,
    await machine.sign(csvOf(POPULATION_UPDATE_COLUMNS, results)),
    'cap-nhat.csv.p7m',
  );
}

function filled(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}
