import { text, type Text } from './text.ts';

/** What findings on handovers, records, custody and papers say. */
export const TEXTS_OF_HANDOVERS = {
  handover_official: text(
    'Biên bản {number}: {from} bàn giao {count} hồ sơ cho {to}; chữ ký số của cán bộ hợp lệ, chuỗi sự kiện xác nhận (trạng thái: {state}).',
    "Handover {number}: {from} to {to}, {count} records; the officers' signatures are valid and the chain of events confirms it (state: {state}).",
  ),
  handover_attested: text(
    'Biên bản {number}: {from} bàn giao {count} hồ sơ cho {to}; do máy chủ niêm phong, không có chữ ký của cán bộ (trạng thái: {state}).',
    "Handover {number}: {from} to {to}, {count} records; sealed by the server, no officer's signature (state: {state}).",
  ),
  handover_unsigned: text(
    'Biên bản {number}: {count} hồ sơ từ {from} cho {to} đã khóa nhưng chưa được ký, nên chưa bàn giao (trạng thái: {state}).',
    'Handover {number}: {count} records from {from} to {to} were frozen but not signed, so nothing was handed over (state: {state}).',
  ),
  handover_missing: text('Thiếu biên bản số {number}.', 'Handover {number} is missing.'),
  handover_of_event_missing: text(
    'Sự kiện {no} nói đến biên bản {number} nhưng bộ hồ sơ không có.',
    'Event {no} tells of handover {number}, which is not in the bundle.',
  ),
  last_handover_differs: text(
    'Biên bản cuối (số {number}) không phải là biên bản cuối trong lời khai.',
    'The last handover ({number}) is not the last one in the statement.',
  ),
  manifest_previous: text(
    '{file}: biên bản {number} không nối tiếp biên bản trước nó (một trong hai đã bị sửa hoặc bị đổi chỗ).',
    '{file}: handover {number} does not follow the one before it (one of the two was altered or exchanged).',
  ),
  manifest_number: text(
    '{file}: bên trong ghi biên bản số {found}.',
    '{file}: it says it is handover {found}.',
  ),
  manifest_other_list: text('{file}: là biên bản của danh sách khác.', '{file}: belongs to another list.'),
  manifest_counts: text(
    '{file}: số hồ sơ theo kết quả ({side}) cộng lại không bằng tổng.',
    '{file}: the counts by outcome ({side}) do not add up to the total.',
  ),
  manifest_head_missing: text(
    '{file}: được ký sau sự kiện {no}, sự kiện này không còn trong chuỗi (chuỗi bị cắt).',
    '{file}: was signed after event {no}, which is no longer in the chain (the chain was cut off).',
  ),
  manifest_head: text(
    '{file}: sự kiện {no} không phải là sự kiện mà biên bản đã ký.',
    '{file}: event {no} is not the one the handover was signed upon.',
  ),
  manifest_not_in_events: text(
    '{file}: không có sự kiện nào ghi nhận biên bản này.',
    '{file}: no event tells of this handover.',
  ),
  manifest_event_differs: text(
    '{file}: mã băm khác với mã trong sự kiện {no}: biên bản hoặc sự kiện đã bị sửa.',
    '{file}: its hash is not the one in event {no}: the manifest or the event was altered.',
  ),
  state_differs: text(
    'Biên bản {number}: lời khai nói "{stated}", các sự kiện nói "{told}".',
    'Handover {number}: the statement says "{stated}", the events say "{told}".',
  ),
  signature_missing: text('Thiếu chữ ký {file}.', 'Signature {file} is missing.'),
  signature_without_event: text(
    'Có chữ ký {file} nhưng không có sự kiện ký.',
    'There is a signature {file} but no event of signing.',
  ),
  signature_wrong: text(
    'Chữ ký số của cán bộ {file} không hợp lệ ({reason}).',
    "The officer's signature {file} is not valid ({reason}).",
  ),
  seal_wrong: text(
    'Chữ ký niêm phong của máy chủ {file} không hợp lệ ({reason}).',
    "The server's seal {file} is not valid ({reason}).",
  ),
  signer_not_of_event: text(
    '{file}: được ký bằng chứng thư {thumbprint}, khác với chứng thư ghi trong sự kiện ký.',
    '{file}: signed with certificate {thumbprint}, which is not the one in the event of signing.',
  ),
  signer_not_enrolled: text(
    '{file}: chứng thư {thumbprint} không được đăng ký cho ai.',
    '{file}: certificate {thumbprint} is enrolled for nobody.',
  ),
  signer_other: text(
    '{file}: chứng thư {thumbprint} không phải của người và đơn vị ghi trong văn bản.',
    '{file}: certificate {thumbprint} is not that of the person and office named in the text.',
  ),
  signer_not_actor: text(
    '{file}: người ký không phải là người thực hiện sự kiện {no}.',
    '{file}: the signer is not the person who acted in event {no}.',
  ),
  revocation_unknown: text(
    '{file}: bộ hồ sơ không có danh sách thu hồi, nên không kiểm tra được chứng thư đã bị thu hồi hay chưa.',
    '{file}: there is no list of revoked certificates, so it is not known whether the certificate had been revoked.',
  ),
  authority_not_given: text(
    'Chưa cho dấu vân tay CA từ bên ngoài (--ca): chữ ký của cán bộ mới chỉ được so với CA do chính bộ hồ sơ nêu. Muốn không phải tin máy chủ, hãy chạy lại với --ca.',
    "No CA was given from outside (--ca): officers' signatures were compared with the CA that the bundle itself names. To trust the server in nothing, run again with --ca.",
  ),
  authority_needed: text(
    'Cần CA biết từ bên ngoài (--ca) để kiểm tra chữ ký của cán bộ.',
    "The CA known from outside (--ca) is needed to check the officer's signature.",
  ),
  stamp_missing: text(
    '{file}: chưa có dấu thời gian độc lập; chữ ký được xét theo giờ của máy chủ.',
    "{file}: no independent time stamp yet; the signature is judged at the server's time.",
  ),
  stamp_wrong: text(
    '{file}: dấu thời gian của chữ ký {signature} không hợp lệ ({reason}).',
    '{file}: the time stamp of signature {signature} is not valid ({reason}).',
  ),
  stamp_not_in_events: text(
    '{file}: không có sự kiện nào ghi nhận dấu thời gian này.',
    '{file}: no event tells of this time stamp.',
  ),
  stamp_event_differs: text(
    '{file}: khác với mã băm trong sự kiện đóng dấu thời gian {no}.',
    '{file}: differs from the hash in event {no}, which tells of its time stamp.',
  ),
  receipt_not_in_events: text(
    '{file}: không có sự kiện tiếp nhận nào ghi nhận tệp này.',
    '{file}: no event of receipt tells of this file.',
  ),
  receipt_event_differs: text(
    '{file}: mã băm khác với mã trong sự kiện {no}.',
    '{file}: its hash is not the one in event {no}.',
  ),
  receipt_other_manifest: text(
    '{file}: là ký nhận của biên bản khác.',
    '{file}: is the receipt of another manifest.',
  ),
  receipt_counts: text(
    '{file}: số nhận và số từ chối không khớp với biên bản.',
    '{file}: accepted and refused do not add up to the manifest.',
  ),
  receipt_custody: text(
    '{file}: việc chuyển giữ hồ sơ trong sự kiện {no} không đúng như ký nhận.',
    '{file}: custody moved in event {no} otherwise than the receipt says.',
  ),
  manifest_signed: text(
    'Biên bản {number} từ {from} cho {to} có chữ ký số hợp lệ của cán bộ.',
    "Handover {number} from {from} to {to} bears the officer's valid signature.",
  ),

  records_ok: text(
    '{file}: {count} hồ sơ, đúng từng hồ sơ như lúc ký biên bản {number}.',
    '{file}: {count} records, each exactly as when handover {number} was signed.',
  ),
  leaves_ok: text(
    '{file}: {count} mã băm của hồ sơ khớp với biên bản {number} (nội dung hồ sơ không có trong bộ này).',
    '{file}: {count} hashes of records fit handover {number} (the records themselves are not in this bundle).',
  ),
  records_root: text(
    '{file}: có hồ sơ khác với lúc ký biên bản {number} (sai gốc Merkle).',
    '{file}: a record differs from when handover {number} was signed (wrong Merkle root).',
  ),
  record_number: text(
    '{file}, dòng {line}: hồ sơ số {record} không đúng chỗ hoặc không thuộc biên bản.',
    '{file}, line {line}: record {record} is out of place or not of the handover.',
  ),
  record_count: text(
    '{file}: có {found} hồ sơ, biên bản nói {stated}.',
    '{file}: {found} records, the manifest says {stated}.',
  ),
  record_outcomes: text(
    '{file}: số hồ sơ theo kết quả ({side}) khác với biên bản.',
    '{file}: the counts by outcome ({side}) are not those of the manifest.',
  ),
  records_not_kept: text(
    '{handovers} biên bản do máy chủ niêm phong không kèm nội dung hồ sơ (không lưu bản chụp lúc đó), nên không tính lại được gốc Merkle của chúng. Đây không phải là lỗi.',
    '{handovers} handovers sealed by the server come without their records (no snapshot is kept), so their Merkle roots cannot be computed again. This is no failure.',
  ),
  record_found: text('{file}: có hồ sơ {record}.', '{file}: holds record {record}.'),
  record_not_found: text(
    'Hồ sơ {record} không có trong biên bản chính thức nào của bộ này (danh sách có {records} hồ sơ).',
    'Record {record} is in no official handover of this bundle (the list has {records} records).',
  ),
  record_leaf: text(
    'Nội dung hồ sơ {record} không phải là nội dung đã ký.',
    'Record {record} is not what was signed.',
  ),
  record_path: text(
    'Hồ sơ {record} không nằm trong biên bản: đường dẫn đến gốc Merkle sai.',
    'Record {record} is not in the handover: its path to the Merkle root is wrong.',
  ),
  record_ok: text(
    'Hồ sơ {record} đúng nguyên văn là một trong {records} hồ sơ đã ký.',
    'Record {record}, word for word, is one of the {records} records that were signed.',
  ),
  record_leaf_ok: text(
    'Mã băm của hồ sơ {record} là một trong {records} hồ sơ đã ký (nội dung không được nêu).',
    'The hash of record {record} is one of the {records} records that were signed (its content is not shown).',
  ),
  record_refused: text('Bên nhận đã từ chối hồ sơ {record}.', 'The receiver refused record {record}.'),
  record_accepted: text(
    'Bên nhận đã ký nhận hồ sơ {record} lúc {at}.',
    'The receiver signed for record {record} at {at}.',
  ),

  custody_ok: text(
    'Cả {records} hồ sơ lúc nào cũng có đúng một nơi giữ qua {moves} lần chuyển; hiện ở {offices} đơn vị, cộng lại đủ.',
    'All {records} records had exactly one custodian at every moment through {moves} moves; now at {offices} offices, and the sum is whole.',
  ),
  custody_line: text(
    '{file}, dòng {line}: khác với sự kiện đã chuyển giữ hồ sơ.',
    '{file}, line {line}: not what the event of that move says.',
  ),
  custody_missing: text(
    '{file}: thiếu lần chuyển giữ của sự kiện {no}.',
    '{file}: the move of event {no} is missing.',
  ),
  custody_from: text(
    'Sự kiện {no} lấy hồ sơ {record} từ {office}, nhưng nơi đó không giữ hồ sơ này.',
    'Event {no} takes record {record} from {office}, which does not hold it.',
  ),
  custody_count: text(
    'Sự kiện {no}: số hồ sơ chuyển giữ không khớp.',
    'Event {no}: the number of records moved does not fit.',
  ),
  custody_nobody: text('Hồ sơ {record} không có nơi nào giữ.', 'Record {record} has no custodian.'),
  custody_sum: text(
    'Đơn vị {office}: lời khai nói giữ {stated} hồ sơ, tính từ các sự kiện là {found}.',
    'Office {office}: {stated} records by the statement, {found} by the events.',
  ),
} as const satisfies Record<string, Text>;
