import { TRANSFER_STATES, type TransferState } from '#domain/process/transfers';
import { FlagField, OneOfField, TextField, WholeListField } from '../http/fields.ts';
import { PageQuery } from '../http/paging.ts';

export class OfferBody {
  @WholeListField({ min: 1, max: 200, description: 'số hồ sơ / record numbers' })
  readonly recordNos!: number[];

  @TextField({
    max: 20,
    description: 'mã xã/phường nơi thường trú / code of the commune of permanent residence',
  })
  readonly toCommune!: string;

  @TextField({ min: 3, max: 500, description: 'lý do / reason; no values of residents' })
  readonly reason!: string;
}

export class TransfersQuery extends PageQuery {
  @OneOfField(['in', 'out', 'superior'], {
    description: 'đến, đi, chờ cấp trên / in, out, waiting for the office above',
  })
  readonly direction!: 'in' | 'out' | 'superior';

  @OneOfField(TRANSFER_STATES, { optional: true })
  readonly state?: TransferState;
}

export class ReasonBody {
  @TextField({ min: 3, max: 500, description: 'lý do / reason; no values of residents' })
  readonly reason!: string;
}

export class SuperiorBody extends ReasonBody {
  @FlagField({ description: 'xã nhận phải nhận / the receiving commune is to take the record' })
  readonly accepted!: boolean;
}
