import { NestedField, TextField, TextListField } from '../http/fields.ts';

class IntoInput {
  @TextField({
    max: 5,
    pattern: /^\d{5}$/,
    description: 'mã xã mới, hoặc xã nhận sáp nhập / code of the new or taking commune',
  })
  readonly code!: string;

  @TextField({
    optional: true,
    max: 200,
    description: 'tên xã mới; bỏ trống khi một xã nhận các xã khác / name of a new commune',
  })
  readonly name?: string;

  @TextField({
    optional: true,
    max: 5,
    pattern: /^\d{2,3}$/,
    description: 'huyện hoặc tỉnh cấp trên / district or province above',
  })
  readonly parentCode?: string;
}

export class MergerInput {
  @TextField({
    max: 10,
    pattern: /^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
    description: 'ngày đầu tiên của xã mới / first day of the new commune',
  })
  readonly day!: string;

  @TextListField({
    max: 50,
    pattern: /^\d{5}$/,
    description: 'mã các xã chấm dứt / codes of the communes that end',
  })
  readonly from!: string[];

  @NestedField(() => IntoInput)
  readonly into!: IntoInput;

  @TextListField({
    optional: true,
    min: 0,
    max: 5_000,
    pattern: /^[0-9a-f-]{36}$/,
    description:
      'chức vụ chấm dứt; các chức vụ khác chuyển sang đơn vị kế thừa / posts that end; the others move',
  })
  readonly endedPosts?: string[];
}

export class MergerAct extends MergerInput {
  @TextField({
    optional: true,
    max: 64,
    pattern: /^[0-9a-f]{64}$/,
    description: 'planSha256 của bản xem trước / of the preview: another plan is refused',
  })
  readonly planSha256?: string;
}
