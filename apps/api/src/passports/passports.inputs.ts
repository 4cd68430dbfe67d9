import { KEY_STATES, type KeyState } from '#signatures/dcc/keys';
import { PEOPLE_STATES, type PeopleState } from '#persistence/repositories/passports/facility-people';
import {
  FlagField,
  NestedField,
  NestedListField,
  OneOfField,
  TextField,
  WholeField,
} from '../http/fields.ts';
import { PageQuery } from '../http/paging.ts';

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const CMS = { min: 100, max: 100_000, pattern: /^[A-Za-z0-9+/]+={0,2}$/ };

export class PeopleQuery extends PageQuery {
  @OneOfField(PEOPLE_STATES, { optional: true, description: 'waiting by default' })
  readonly state?: PeopleState;
}

export class DaysQuery extends PageQuery {
  @TextField({ optional: true, pattern: DAY, description: 'YYYY-MM-DD' })
  readonly day?: string;

  @FlagField({ optional: true, description: 'Named to the province, and still not confirmed' })
  readonly late?: boolean;
}

export class ConfirmDayBody {
  @WholeField({ min: 1 })
  readonly version!: number;
}

export class SetAsideItem {
  @TextField({ max: 40 })
  readonly subjectId!: string;

  @TextField({ optional: true, min: 3, max: 300, description: 'Absent: the person is taken back' })
  readonly reason?: string;

  @WholeField({
    optional: true,
    min: 1,
    max: 99,
    description: 'The wrong dose: its facility gets the correction',
  })
  readonly doseNo?: number;
}

export class SetAsideBody {
  @NestedListField(() => SetAsideItem, { max: 500 })
  readonly items!: SetAsideItem[];
}

export class BatchSignatureBody {
  @TextField({ ...CMS, description: 'CMS detached over the exact bytes of the manifest, DER in base64' })
  readonly signature!: string;

  @TextField({
    ...CMS,
    optional: true,
    description: 'The same over the statement of responsibility, when there are foreigners',
  })
  readonly responsibilitySignature?: string;
}

export class CorrectionsQuery extends PageQuery {
  @OneOfField(['open', 'resolved'], { optional: true, description: 'open by default' })
  readonly state?: 'open' | 'resolved';
}

export class CorrectedDoseBody {
  @TextField({ optional: true, pattern: DAY, description: 'YYYY-MM-DD' })
  readonly date?: string;

  @TextField({ optional: true, max: 100 })
  readonly vaccine?: string;

  @TextField({ optional: true, max: 60 })
  readonly lot?: string;
}

export class ResolveBody {
  @WholeField({ min: 1 })
  readonly version!: number;

  @NestedField(() => CorrectedDoseBody, {
    optional: true,
    description: 'Absent: the data was checked and is right',
  })
  readonly dose?: CorrectedDoseBody;

  @TextField({ optional: true, min: 3, max: 300 })
  readonly note?: string;
}

export class TokenBody {
  @TextField({ max: 300, description: 'PKCS#11 driver on the worker’s machine' })
  readonly module!: string;

  @TextField({ max: 32 })
  readonly tokenLabel!: string;

  @TextField({ max: 100 })
  readonly keyLabel!: string;

  @TextField({ ...CMS, description: 'The signer’s certificate, DER in base64' })
  readonly certificate!: string;
}

export class KeyBody {
  @NestedField(() => TokenBody)
  readonly token!: TokenBody;
}

export class KeyStateBody {
  @OneOfField(KEY_STATES)
  readonly state!: KeyState;

  @WholeField({ min: 1 })
  readonly version!: number;
}

export class IssuingBody {
  @FlagField()
  readonly paused!: boolean;

  @TextField({ min: 3, max: 300 })
  readonly reason!: string;

  @WholeField({ min: 1 })
  readonly version!: number;
}

export class VerifyBody {
  // Whatever is too short or too long to be a code is judged, not refused.
  @TextField({ min: 0, max: 200_000, description: 'What the QR code holds, from HC1: on' })
  readonly code!: string;
}

export class RevocationsQuery {
  @OneOfField(['UCI', 'COUNTRYCODEUCI', 'SIGNATURE'], { optional: true, description: 'SIGNATURE by default' })
  readonly hashType?: 'UCI' | 'COUNTRYCODEUCI' | 'SIGNATURE';

  @WholeField({ optional: true, description: 'The number of the list held: only what came after' })
  readonly since?: number;
}

export class LinkBody {
  @TextField({ max: 200 })
  readonly fullName!: string;

  @TextField({ pattern: /^\d{4}(-\d\d){0,2}$/, max: 10, description: 'YYYY-MM-DD, YYYY-MM or YYYY' })
  readonly dateOfBirth!: string;

  @TextField({ max: 30, description: 'CCCD/CMND, or the passport number of a foreigner' })
  readonly number!: string;

  @TextField({ pattern: DAY })
  readonly lastDoseOn!: string;
}

export class SessionBody {
  @TextField({ min: 20, max: 100 })
  readonly token!: string;
}

export class LanguageQuery {
  @OneOfField(['vi', 'en', 'both'], { optional: true, description: 'both by default' })
  readonly lang?: 'vi' | 'en' | 'both';
}

export const ERROR_FIELDS = [
  'fullName',
  'dateOfBirth',
  'nationality',
  'number',
  'dose',
  'vaccine',
  'other',
] as const;

export class ReportBody {
  @OneOfField(ERROR_FIELDS)
  readonly field!: (typeof ERROR_FIELDS)[number];

  @TextField({ min: 3, max: 500 })
  readonly note!: string;

  @WholeField({ optional: true, min: 1, max: 99 })
  readonly doseNo?: number;
}
