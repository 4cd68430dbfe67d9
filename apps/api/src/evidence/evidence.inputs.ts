import { FlagField, TextField, WholeField } from '../http/fields.ts';

export class EvidenceQuery {
  @FlagField({
    optional: true,
    description: 'With names, numbers and birth dates; otherwise records are shown as salted hashes alone',
  })
  readonly personal?: boolean;

  @TextField({
    optional: true,
    min: 10,
    max: 500,
    description: 'Why personal data is asked for; kept in the access log',
  })
  readonly purpose?: string;
}

export class RecordProofQuery extends EvidenceQuery {
  @WholeField({
    optional: true,
    min: 1,
    description: 'Number of the handover; the last accepted official one',
  })
  readonly handover?: number;
}
