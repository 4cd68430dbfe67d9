import {
  CHECK_COLUMNS,
  PLATFORM_UPDATE_COLUMNS,
  POPULATION_UPDATE_COLUMNS,
  VERIFICATION_COLUMNS,
} from '#domain/files/hand-columns';
import {
  readCheckRow,
  readPlatformUpdateRow,
  readPopulationUpdateRow,
  readVerificationRow,
} from '#domain/files/hand-rows';
import type { FileKind } from './file-kind.ts';

/** Files that people carry to other systems and back. What they bring from the police's machine has our keys; the platform's own files have its codes. */
export const HAND_KINDS = {
  verify: {
    ...{
      kind: 'population_check',
      columns: CHECK_COLUMNS,
      least: 3,
      needed: ['result', 'key'],
      exports: ['population_check'],
    },
    ...{ locked: ['recordNo'], read: readCheckRow },
  },
  sign: {
    ...{
      kind: 'population_update',
      columns: POPULATION_UPDATE_COLUMNS,
      least: 3,
      needed: ['result', 'key'],
      exports: ['population_update'],
    },
    ...{ locked: ['recordNo'], read: readPopulationUpdateRow },
  },
  update: {
    ...{ kind: 'platform_update', columns: PLATFORM_UPDATE_COLUMNS, least: 2, needed: ['result'] },
    ...{
      exports: ['platform_import', 'direct_edits'],
      locked: ['recordNo', 'subjectId'],
      read: readPlatformUpdateRow,
    },
  },
  check: {
    ...{
      kind: 'verification',
      columns: VERIFICATION_COLUMNS,
      least: 2,
      needed: ['result'],
      exports: ['verification'],
    },
    ...{ locked: ['recordNo', 'subjectId'], read: readVerificationRow },
  },
} as const satisfies Record<string, FileKind>;
