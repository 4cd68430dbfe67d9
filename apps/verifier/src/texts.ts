import { text, type Text } from './text.ts';
import { TEXTS_OF_HANDOVERS } from './texts-of-handovers.ts';
import { TEXTS_OF_PAPERS } from './texts-of-papers.ts';

/** What a finding says. Words in braces are its parameters; `{file}` is the file as it is named in the bundle. */
export const TEXTS = {
  archive_ok: text(
    'Tệp nén nguyên vẹn: {files} tệp, không có byte nào nằm ngoài các tệp này.',
    'The archive is whole: {files} files, and no byte outside of them.',
  ),
  archive_form: text(
    'Tệp nén (zip) bị hỏng hoặc bị sửa: phần mục lục, phần đầu hoặc phần cuối không đúng.',
    'The archive (zip) is damaged or was altered: its directory, beginning or end is wrong.',
  ),
  entry_form: text(
    'Phần mô tả của tệp {file} trong mục lục tệp nén (zip) đã bị sửa.',
    "The archive's (zip) description of file {file} was altered.",
  ),
  entry_checksum: text(
    'Nội dung tệp {file} đã bị sửa (sai mã kiểm tra của tệp nén).',
    'The content of file {file} was altered (wrong checksum of the archive).',
  ),
  name_refused: text(
    'Mục lục tệp nén (zip) có tên tệp không được phép: {file}.',
    'The archive (zip) names a file as no bundle may: {file}.',
  ),
  name_twice: text('Có hai tệp cùng tên: {file}.', 'Two files have the same name: {file}.'),
  too_large: text('Tệp {file} lớn bất thường.', 'File {file} is abnormally large.'),
  document_malformed: text(
    'Tệp {file} không đúng cấu trúc quy định (chỗ sai: {field}).',
    'File {file} does not have the form it must have (wrong: {field}).',
  ),
  line_malformed: text(
    'Tệp {file}, dòng {line}: không đúng cấu trúc.',
    'File {file}, line {line}: not in the form it must have.',
  ),
  file_missing: text('Thiếu tệp {file}.', 'File {file} is missing.'),
  file_changed: text(
    'Tệp {file} đã bị thay đổi: mã băm khác với lời khai.',
    'File {file} was changed: its hash is not the stated one.',
  ),
  file_unlisted: text(
    'Tệp {file} không có trong lời khai: đã bị thêm vào.',
    'File {file} is not in the statement: it was added.',
  ),
  file_unknown: text(
    'Tệp {file} không thuộc loại tệp nào của bộ hồ sơ.',
    'File {file} is of no kind that a bundle has.',
  ),
  file_order: text(
    'Thứ tự các tệp khác với lời khai, từ tệp {file}.',
    'The files are in another order than stated, from {file} on.',
  ),
  files_ok: text(
    'Cả {files} tệp đúng như lời khai, không thiếu, không thừa.',
    'All {files} files are as stated; none is missing, none was added.',
  ),
  file_without_handover: text('Tệp {file} không thuộc biên bản nào.', 'File {file} belongs to no handover.'),
  personal_unstated: text(
    'Tệp {file} có dữ liệu cá nhân nhưng lời khai nói là không.',
    'File {file} holds personal data, but the statement says there is none.',
  ),

  statement_ok: text(
    'Lời khai xuất lúc {at} có chữ ký niêm phong của máy chủ (dấu vân tay {thumbprint}), đến sự kiện {events}.',
    "The statement of {at} bears the server's seal (fingerprint {thumbprint}), up to event {events}.",
  ),
  statement_signature: text(
    'Chữ ký niêm phong {file} không khớp với lời khai statement.json ({reason}): một trong hai tệp đã bị sửa.',
    'The seal {file} does not fit statement.json ({reason}): one of the two files was altered.',
  ),
  statement_other_seal: text(
    'Lời khai (statement.json, {file}) được ký bằng khóa KHÁC với dấu vân tay đã cho; khóa đã ký: {thumbprint}.',
    'The statement (statement.json, {file}) was signed with ANOTHER key than the fingerprint given; it was signed by {thumbprint}.',
  ),

  events_ok: text(
    'Chuỗi {events} sự kiện liền mạch từ đầu đến cuối.',
    'The chain of {events} events is unbroken from first to last.',
  ),
  event_number: text(
    'events.ndjson: ở vị trí {no} lại là sự kiện số {found}.',
    'events.ndjson: event {found} stands where {no} should.',
  ),
  event_previous: text(
    'events.ndjson: sự kiện {no} không nối tiếp sự kiện trước nó.',
    'events.ndjson: event {no} does not follow the event before it.',
  ),
  event_hash: text(
    'events.ndjson: nội dung sự kiện {no} đã bị sửa (sai mã băm).',
    'events.ndjson: event {no} was altered (wrong hash).',
  ),
  event_changes: text(
    'events.ndjson: sự kiện {no} khai hai mã băm thay đổi khác nhau.',
    'events.ndjson: event {no} states two different hashes of its changes.',
  ),
  event_other_list: text(
    'events.ndjson: sự kiện {no} là của danh sách khác.',
    'events.ndjson: event {no} belongs to another list.',
  ),
  event_time: text(
    'events.ndjson: sự kiện {no} có thời điểm {at}, trước sự kiện liền trước ({before}).',
    'events.ndjson: event {no} is dated {at}, before the one preceding it ({before}).',
  ),
  event_malformed: text(
    'events.ndjson: sự kiện {no} không đúng cấu trúc.',
    'events.ndjson: event {no} is not in the form it must have.',
  ),
  events_cut_off: text(
    'events.ndjson bị cắt ở cuối: sự kiện cuối là {last}, lời khai nói {stated}.',
    'events.ndjson is cut off at its end: the last event is {last}, the statement says {stated}.',
  ),
  head_differs: text(
    'events.ndjson: sự kiện cuối (số {last}) không phải là sự kiện cuối trong lời khai (số {stated}).',
    'events.ndjson: the last event ({last}) is not the one in the statement ({stated}).',
  ),
  known_event_ok: text('Sự kiện {no} đúng như đã biết từ bên ngoài.', 'Event {no} is as known from outside.'),
  known_event_differs: text(
    'events.ndjson: sự kiện {no} khác với mã băm đã biết từ bên ngoài, hoặc không còn.',
    'events.ndjson: event {no} differs from the hash known from outside, or is gone.',
  ),

  changes_ok: text(
    '{rows} thay đổi giá trị khớp với {events} sự kiện đã cam kết chúng.',
    '{rows} changed values fit the {events} events that committed to them.',
  ),
  rows_hash: text(
    '{file}: các dòng của sự kiện {no} không khớp với mã băm trong sự kiện.',
    '{file}: the lines of event {no} do not fit the hash in the event.',
  ),
  sets_ok: text(
    '{rows} lần đặt giá trị cho nhiều hồ sơ khớp với {events} sự kiện đã cam kết chúng.',
    '{rows} values set for many records fit the {events} events that committed to them.',
  ),
  state_ok: text(
    '{rows} thay đổi trạng thái khớp với {events} sự kiện đã cam kết chúng.',
    '{rows} changes of state fit the {events} events that committed to them.',
  ),
  state_absent: text(
    'Không kiểm tra được trạng thái mà {events} sự kiện cam kết (có ghi chú của cán bộ): bộ hồ sơ này không có dữ liệu cá nhân. Đây không phải là lỗi.',
    "The states that {events} events committed to cannot be checked (they hold officers' notes): this bundle holds no personal data. This is no failure.",
  ),
  changes_absent: text(
    'Không kiểm tra được giá trị thay đổi của {events} sự kiện: bộ hồ sơ này không có dữ liệu cá nhân. Đây không phải là lỗi.',
    'The changed values of {events} events cannot be checked: this bundle holds no personal data. This is no failure.',
  ),

  ...TEXTS_OF_HANDOVERS,
  ...TEXTS_OF_PAPERS,
} as const satisfies Record<string, Text>;

export type FindingCode = keyof typeof TEXTS;
