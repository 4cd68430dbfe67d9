import { PAIR_STATES, type PairState } from '#persistence/repositories/duplicates';
import { FlagField, OneOfField, TextField } from '../http/fields.ts';
import { PageQuery } from '../http/paging.ts';

export class DuplicatesQuery extends PageQuery {
  @OneOfField(PAIR_STATES, { optional: true, description: 'all by default' })
  readonly state?: PairState;
}

export class PairDecisionBody {
  @FlagField({ description: 'cùng một người / the same person' })
  readonly same!: boolean;

  @OneOfField(['a', 'b'], {
    optional: true,
    description: 'whose entry on the platform stays; needed when same',
  })
  readonly keep?: 'a' | 'b';

  @TextField({ min: 3, max: 500, description: 'lý do / reason; no values of residents' })
  readonly reason!: string;
}
