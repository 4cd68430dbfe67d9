import { MomentField, TextField } from '../http/fields.ts';
import { PageQuery } from '../http/paging.ts';

export class AsOfQuery {
  @MomentField({ description: 'Thời điểm cần xem lại / the moment to look back at' })
  readonly at!: string;
}

/** Residents' data are asked for with a purpose. */
export class PersonalPageQuery extends PageQuery {
  @TextField({ min: 10, max: 500, description: 'Why personal data is asked for; kept in the access log' })
  readonly purpose!: string;
}

export class PersonalAsOfQuery extends PersonalPageQuery {
  @MomentField({ description: 'Thời điểm cần xem lại / the moment to look back at' })
  readonly at!: string;
}

export class PurposeQuery {
  @TextField({ min: 10, max: 500, description: 'Why personal data is asked for; kept in the access log' })
  readonly purpose!: string;
}
