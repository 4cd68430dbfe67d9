import { PROGRESS_LEVELS, type ProgressLevel } from '#persistence/repositories/progress';
import { INCIDENT_KINDS, type IncidentKind } from '#persistence/repositories/incidents';
import { OneOfField, TextField, TextListField, UuidField } from '../http/fields.ts';
import { PageQuery } from '../http/paging.ts';

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

export class LateQuery extends PageQuery {
  @TextField({ optional: true, max: 60, description: 'mã đơn vị hành chính hoặc cơ quan / a unit or office' })
  readonly within?: string;
}

export class IncidentsQuery extends PageQuery {
  @OneOfField(INCIDENT_KINDS, { optional: true })
  readonly kind?: IncidentKind;

  @UuidField({ optional: true })
  readonly listId?: string;
}

export class RetryInput {
  @TextListField({ max: 200 })
  readonly ids!: string[];
}
