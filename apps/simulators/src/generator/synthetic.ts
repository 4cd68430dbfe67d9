import type { Field } from './checking.ts';
import type { Papers, PopulationEntry } from './copies.ts';
import type { PlatformValues } from './damage.ts';
import type { Damaged } from './damage-plan.ts';
import type { Person } from './people.ts';
import type { Commune } from './units.ts';

/** What a visit finds out, apart from the papers. */
export type Situation =
  'resident' | 'moved_away' | 'resides_elsewhere' | 'deceased' | 'duplicate' | 'foreigner';

export interface Subject {
  subjectId: string;
  person: Person;
  values: PlatformValues;
  group: Damaged['group'] | null;
  patterns: string[];
  situation: Situation;
  duplicateOf: string | null;
  /** Whether the village finds anybody at all. */
  reachable: boolean;
  papers: Papers | null;
  papersWrong: Field | null;
  resolvableBy: ('papers' | 'population')[];
}

export interface PopulationCopy {
  state: 'right' | 'wrong_field' | 'missing';
  wrongField: Field | null;
  entry: PopulationEntry;
}

export interface SyntheticCommune {
  commune: Commune;
  people: Person[];
  subjects: Subject[];
  /** By person id; citizens only. */
  population: Map<string, PopulationCopy>;
  residence: Map<string, string>;
  deceased: Set<string>;
}
