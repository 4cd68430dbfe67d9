import { ROLES, type Role } from '#domain/people/roles';
import { MomentField, OneOfField, TextField } from '../http/fields.ts';

export class MembershipBody {
  @TextField({ max: 200, description: 'What the identity provider calls the person' })
  readonly subject!: string;

  @TextField({ optional: true, max: 200, description: 'Needed for a person who is new here' })
  readonly fullName?: string;

  @TextField({ max: 60 })
  readonly officeId!: string;

  @OneOfField(ROLES)
  readonly role!: Role;

  @MomentField({ optional: true, description: 'When the post ends by itself' })
  readonly validTo?: string;
}

export class EndBody {
  @TextField({ min: 5, max: 500 })
  readonly reason!: string;
}
