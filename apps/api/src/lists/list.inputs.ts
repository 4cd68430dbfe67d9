import { LIST_STATES } from '#domain/process/states';
import { FlagField, SomeOfField, TextField, UuidField, WholeField } from '../http/fields.ts';
import { PageQuery } from '../http/paging.ts';

export class ListsQuery extends PageQuery {
  @UuidField({ optional: true })
  readonly campaignId?: string;

  @TextField({ optional: true, max: 20 })
  readonly communeCode?: string;

  @SomeOfField(LIST_STATES, { optional: true })
  readonly state?: string[];
}

export class ReasonInput {
  @TextField({ max: 1_000 })
  readonly reason!: string;
}

export class UrgencyInput extends ReasonInput {
  @FlagField({ description: 'true: ahead of every queue it comes to' })
  readonly urgent!: boolean;
}

/** `epoch` is accepted from those who claimed the open task before; without it the task is claimed here. */
export class OpenListInput {
  @WholeField({ optional: true })
  readonly epoch?: number;
}
