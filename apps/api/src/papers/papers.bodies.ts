import { PAPER_KINDS, type PaperKind } from '#domain/papers/paper';
import { OneOfField, TextField, WholeField } from '../http/fields.ts';
import { PageQuery } from '../http/paging.ts';

const KIND = 'minutes: biên bản bàn giao (usual); receipt: biên bản tiếp nhận';

export class PaperQuery {
  @OneOfField(PAPER_KINDS, { optional: true, description: KIND })
  readonly kind?: PaperKind;
}

export class PaperBody {
  @OneOfField(PAPER_KINDS, { optional: true, description: KIND })
  readonly kind?: PaperKind;
}

export class PaperSignatureBody extends PaperBody {
  @TextField({
    min: 100,
    max: 20_000,
    pattern: /^[A-Za-z0-9+/]+={0,2}$/,
    description: 'CMS detached over the bytes of /paper/content, DER in base64',
  })
  readonly signature!: string;
}

export class VoidPaperBody extends PaperBody {
  @TextField({ min: 3, max: 300 })
  readonly reason!: string;
}

export class RegisterQuery extends PageQuery {
  @OneOfField(['sent', 'received'], {
    optional: true,
    description: 'sent: sổ văn bản đi (usual); received: sổ văn bản đến',
  })
  readonly direction?: 'sent' | 'received';

  @WholeField({ optional: true, min: 2000, max: 2999, description: 'This year by default' })
  readonly year?: number;
}
