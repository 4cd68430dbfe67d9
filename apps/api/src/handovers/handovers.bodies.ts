import { NestedListField, TextField, WholeField } from '../http/fields.ts';
import { EpochBody } from '../steps/steps.bodies.ts';

export class SignatureBody extends EpochBody {
  @TextField({
    min: 100,
    max: 100_000,
    pattern: /^[A-Za-z0-9+/]+={0,2}$/,
    description: 'CMS detached over the exact bytes, DER in base64',
  })
  readonly signature!: string;
}

export class RefusalBody {
  @WholeField({ min: 1 })
  readonly recordNo!: number;

  @TextField({ min: 3, max: 300 })
  readonly reason!: string;
}

export class ReceiptBody extends EpochBody {
  @NestedListField(() => RefusalBody, {
    min: 0,
    max: 20_000,
    description: 'Records that are not accepted; none: []',
  })
  readonly refused!: RefusalBody[];
}

export class WithdrawBody {
  @TextField({ min: 3, max: 300 })
  readonly reason!: string;
}
