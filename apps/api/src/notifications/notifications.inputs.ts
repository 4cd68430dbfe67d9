import { NOTIFICATION_KINDS } from '#domain/process/notifications';
import {
  FlagField,
  NestedListField,
  OneOfField,
  SomeOfField,
  TextField,
  TextListField,
  WholeField,
} from '../http/fields.ts';
import { PageQuery } from '../http/paging.ts';

const MOST_ID = Number.MAX_SAFE_INTEGER;

export class NotificationsQuery extends PageQuery {
  @FlagField({ optional: true, description: 'chỉ thông báo chưa đọc / unread ones only' })
  readonly unread?: boolean;
}

export class ReadInput {
  @WholeField({ min: 1, max: MOST_ID, description: 'id of the newest one that was read' })
  readonly upTo!: number;
}

export class PreferenceInput {
  @OneOfField(['email', 'sms'])
  readonly channel!: 'email' | 'sms';

  @TextField({
    max: 200,
    pattern: /^(\+?\d{8,15}|[^\s@<>"]+@[^\s@<>"]+)$/,
    description: 'e-mail address or phone number',
  })
  readonly address!: string;

  @SomeOfField(NOTIFICATION_KINDS)
  readonly kinds!: string[];
}

export class PreferencesInput {
  @NestedListField(() => PreferenceInput, { min: 0, max: 2 })
  readonly items!: PreferenceInput[];
}

export class WebhookInput {
  @TextField({ max: 500, pattern: /^https?:\/\/[^\s]+$/ })
  readonly url!: string;

  @TextField({ min: 16, max: 200, description: 'key of the HMAC; never shown again' })
  readonly secret!: string;

  @SomeOfField(NOTIFICATION_KINDS)
  readonly kinds!: string[];
}

export class ReplayInput {
  @WholeField({ min: 1, max: MOST_ID })
  readonly fromId!: number;

  @WholeField({ min: 1, max: MOST_ID })
  readonly toId!: number;
}

export class BroadcastInput {
  @TextField({ max: 200 })
  readonly title!: string;

  @TextField({ max: 4_000 })
  readonly body!: string;

  @TextListField({
    optional: true,
    max: 20_000,
    description: 'mọi đơn vị cấp dưới nếu bỏ trống / all offices below when absent',
  })
  readonly officeIds?: string[];
}

export class DeliveriesQuery extends PageQuery {
  @OneOfField(['waiting', 'sent', 'dead'], { optional: true })
  readonly state?: 'waiting' | 'sent' | 'dead';
}
