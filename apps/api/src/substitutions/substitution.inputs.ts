import { ROLES, type Role } from '#domain/people/roles';
import { TASK_STEPS, type TaskStep } from '#domain/process/steps';
import {
  FlagField,
  MomentField,
  OneOfField,
  SomeOfField,
  TextField,
  TextListField,
  UuidField,
} from '../http/fields.ts';

export class SubstitutionInput {
  @UuidField({
    optional: true,
    description: 'Who is away, when somebody who directs the office asks; else oneself',
  })
  readonly absentPersonId?: string;

  @UuidField()
  readonly substitutePersonId!: string;

  @OneOfField(ROLES, { optional: true, description: 'The role of the post, when somebody else is away' })
  readonly role?: Role;

  @SomeOfField(TASK_STEPS, { description: 'The kinds of task the substitute may do' })
  readonly steps!: TaskStep[];

  @TextListField({
    optional: true,
    max: 200,
    pattern: /^[0-9]{1,10}$/,
    description: 'Communes it is limited to',
  })
  readonly communes?: string[];

  @FlagField({
    optional: true,
    description: 'Whether steps that end with a signature are included; false by default',
  })
  readonly maySign?: boolean;

  @MomentField()
  readonly from!: string;

  @MomentField()
  readonly to!: string;

  @TextField({ max: 1_000 })
  readonly reason!: string;
}

export class DecisionInput {
  @TextField({ optional: true, max: 1_000 })
  readonly reason?: string;
}
