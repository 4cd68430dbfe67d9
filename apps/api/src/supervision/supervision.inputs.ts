import { PROGRESS_LEVELS, type ProgressLevel } from '#persistence/repositories/progress';
import { OneOfField, TextField } from '../http/fields.ts';

export class ProgressQuery {
  @OneOfField(PROGRESS_LEVELS, { optional: true, description: 'commune by default' })
  readonly level?: ProgressLevel;

  @TextField({
    optional: true,
    max: 20,
    description: 'mã đơn vị hành chính / code of a unit; the commune when villages are asked for',
  })
  readonly parent?: string;
}

export class ProgressFileQuery extends ProgressQuery {
  @OneOfField(['csv', 'xlsx'])
  readonly format!: 'csv' | 'xlsx';
}
