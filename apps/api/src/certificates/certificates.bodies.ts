import { REVOCATION_REASONS, type RevocationReason } from '#persistence/repositories/certificates';
import { OneOfField, TextField } from '../http/fields.ts';
import { PageQuery } from '../http/paging.ts';

const THUMBPRINT = /^[0-9a-f]{64}$/;

export class EnrolBody {
  @TextField({
    min: 100,
    max: 100_000,
    pattern: /^[A-Za-z0-9+/]+={0,2}$/,
    description: 'CMS detached over the challenge, DER in base64; its certificate is enrolled',
  })
  readonly signature!: string;

  @TextField({
    optional: true,
    min: 64,
    max: 64,
    pattern: THUMBPRINT,
    description: 'Thumbprint of the own certificate whose place it takes',
  })
  readonly replaces?: string;
}

export class RevokeBody {
  @OneOfField(REVOCATION_REASONS)
  readonly reason!: RevocationReason;
}

export class CertificatesQuery extends PageQuery {
  @TextField({ optional: true, max: 100, description: 'Office; the own one by default' })
  readonly officeId?: string;
}
