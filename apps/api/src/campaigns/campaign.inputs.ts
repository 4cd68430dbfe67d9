import { DEFAULT_TERMS, type Terms } from '#domain/process/terms';
import { TASK_STEPS, type TaskStep } from '#domain/process/steps';
import {
  FlagField,
  MomentField,
  NestedField,
  OneOfField,
  TextField,
  TextListField,
  WholeField,
} from '../http/fields.ts';

/** Ten years: longer is a mistake, and more milliseconds than that make dates nobody can store. */
const LONGEST_MS = 315_360_000_000;

class WorkMsInput implements Partial<Record<TaskStep, number>> {
  @WholeField({ optional: true, min: 1, max: LONGEST_MS }) readonly direct?: number;
  @WholeField({ optional: true, min: 1, max: LONGEST_MS }) readonly open?: number;
  @WholeField({ optional: true, min: 1, max: LONGEST_MS }) readonly compile?: number;
  @WholeField({ optional: true, min: 1, max: LONGEST_MS }) readonly assign?: number;
  @WholeField({ optional: true, min: 1, max: LONGEST_MS }) readonly review?: number;
  @WholeField({ optional: true, min: 1, max: LONGEST_MS }) readonly forward?: number;
  @WholeField({ optional: true, min: 1, max: LONGEST_MS }) readonly verify?: number;
  @WholeField({ optional: true, min: 1, max: LONGEST_MS }) readonly sign?: number;
  @WholeField({ optional: true, min: 1, max: LONGEST_MS }) readonly receive?: number;
  @WholeField({ optional: true, min: 1, max: LONGEST_MS }) readonly update?: number;
  @WholeField({ optional: true, min: 1, max: LONGEST_MS }) readonly check?: number;
}

/** Deadlines that differ from the usual ones; durations in milliseconds of working time. */
class TermsInput {
  @OneOfField(['office', 'continuous'], { optional: true }) readonly calendar?: Terms['calendar'];
  @NestedField(() => WorkMsInput, { optional: true }) readonly workMs?: WorkMsInput;
  @WholeField({ optional: true, min: 1, max: LONGEST_MS }) readonly acceptMs?: number;
  @WholeField({ optional: true, min: 0, max: LONGEST_MS }) readonly remindBeforeMs?: number;
  @WholeField({ optional: true, min: 1, max: LONGEST_MS }) readonly escalateEveryMs?: number;
  @WholeField({ optional: true, min: 0, max: 100 }) readonly maxEscalations?: number;
  @WholeField({ optional: true, min: 1, max: LONGEST_MS }) readonly listMs?: number;
}

export class CampaignInput {
  @TextField({ max: 200 })
  readonly name!: string;

  @TextListField({ max: 1_000, pattern: /^\d{5}$/, description: 'Codes of communes of the province' })
  readonly communeCodes!: string[];

  @NestedField(() => TermsInput, { optional: true })
  readonly terms?: TermsInput;

  @MomentField({ optional: true, description: 'The final date of every list of the campaign' })
  readonly dueAt?: string;
}

export class OpenCampaignBody {
  @FlagField({ optional: true, description: 'Open although a step is impossible; needs a reason' })
  readonly force?: boolean;

  @TextField({ optional: true, min: 10, max: 500 })
  readonly reason?: string;
}

/** The usual terms with what the campaign says differently. */
export function termsOf(input: TermsInput | undefined): Terms {
  const { workMs, ...rest } = input ?? {};
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...DEFAULT_TERMS,
    ...given,
    workMs: Object.fromEntries(
      TASK_STEPS.map((step) => [step, workMs?.[step] ?? DEFAULT_TERMS.workMs[step]]),
    ) as Record<TaskStep, number>,
  };
}
