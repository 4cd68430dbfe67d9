import type { ErrorCode } from '#domain/errors';
import { INBOX_PROBLEM_TEXTS } from './problem-texts-of-inbox.ts';

export interface ProblemText {
  readonly title: string;
  readonly detail: string;
  readonly titleEn: string;
  readonly detailEn: string;
}

const text = (title: string, detail: string, titleEn: string, detailEn: string): ProblemText => ({
  title,
  detail,
  titleEn,
  detailEn,
});

/** What is wrong, then what to do. The texts are constant: no name, number or date of a person can get into them. */
export const PROBLEM_TEXTS = {
  ...INBOX_PROBLEM_TEXTS,
  invalid_input: text(
    'Dữ liệu gửi lên không hợp lệ',
    'Có trường bị thiếu hoặc sai. Đề nghị xem từng lỗi và gửi lại.',
    'The request is not valid',
    'Some fields are missing or wrong. See each error and send it again.',
  ),
  unknown_outcome: text(
    'Kết quả không có trong danh mục',
    'Bước này không có kết quả như vậy. Đề nghị chọn một trong các kết quả cho phép.',
    'Unknown outcome',
    'This step has no such outcome. Choose one of the allowed ones.',
  ),
  invalid_value: text(
    'Giá trị không hợp lệ',
    'Giá trị của hồ sơ không đúng quy tắc. Đề nghị kiểm tra với giấy tờ gốc và nhập lại.',
    'Invalid value',
    'A value of the record breaks a rule. Check it against the papers and enter it again.',
  ),
  body_too_large: text(
    'Nội dung gửi lên quá lớn',
    'Đề nghị chia thành nhiều lần gửi nhỏ hơn.',
    'The request is too large',
    'Split it into several smaller requests.',
  ),
  unauthenticated: text(
    'Chưa đăng nhập',
    'Đề nghị đăng nhập để tiếp tục.',
    'Not signed in',
    'Sign in to continue.',
  ),
  token_invalid: text(
    'Phiên đăng nhập không hợp lệ hoặc đã hết hạn',
    'Đề nghị đăng nhập lại.',
    'The sign-in is invalid or has expired',
    'Sign in again.',
  ),
  no_membership: text(
    'Không thuộc đơn vị hoặc vai trò này',
    'Tài khoản không có vị trí công tác tương ứng còn hiệu lực. Đề nghị chọn đơn vị khác hoặc liên hệ quản trị hệ thống.',
    'No such post',
    'The account has no valid post of that kind. Choose another office or ask the administrator.',
  ),
  no_permission: text(
    'Không có quyền thực hiện chức năng này',
    'Vai trò hiện tại không được thực hiện chức năng này. Đề nghị chuyển cho đơn vị có thẩm quyền.',
    'No permission for this function',
    'The present role may not do this. Pass it to the office in charge.',
  ),
  out_of_area: text(
    'Đối tượng không thuộc địa bàn quản lý',
    'Nội dung này thuộc đơn vị hoặc địa bàn khác. Đề nghị liên hệ đơn vị đang phụ trách.',
    'Outside the area in charge',
    'This belongs to another office or area. Contact the office in charge of it.',
  ),
  same_person_sign: text(
    'Cán bộ đối chiếu không được đồng thời ký bàn giao danh sách',
    'Đề nghị chuyển cho lãnh đạo khác chưa tham gia đối chiếu các hồ sơ này ký.',
    'Whoever verified a record may not sign its handover',
    'Let another chief sign who has not verified any of these records.',
  ),
  not_found: text(
    'Không tìm thấy',
    'Địa chỉ không tồn tại. Đề nghị kiểm tra lại.',
    'Not found',
    'There is nothing at this address. Check it.',
  ),
  list_not_found: text(
    'Không tìm thấy danh sách',
    'Đề nghị kiểm tra lại mã danh sách.',
    'List not found',
    'Check the id of the list.',
  ),
  task_not_found: text(
    'Không tìm thấy công việc',
    'Đề nghị tải lại danh sách công việc.',
    'Task not found',
    'Load the worklist again.',
  ),
  record_not_found: text(
    'Không tìm thấy hồ sơ đối tượng',
    'Đề nghị kiểm tra lại số thứ tự hồ sơ trong danh sách.',
    'Record not found',
    'Check the number of the record in the list.',
  ),
  handover_not_found: text(
    'Không tìm thấy biên bản bàn giao',
    'Đề nghị kiểm tra lại mã biên bản.',
    'Handover not found',
    'Check the id of the handover.',
  ),
  campaign_not_found: text(
    'Không tìm thấy đợt làm sạch dữ liệu',
    'Đề nghị kiểm tra lại mã đợt.',
    'Campaign not found',
    'Check the id of the campaign.',
  ),
  paper_not_found: text(
    'Chưa lập văn bản cho lần bàn giao này',
    'Đề nghị lập văn bản trước, hoặc kiểm tra lại loại văn bản.',
    'No paper was made for this handover',
    'Prepare the paper first, or check which kind is wanted.',
  ),
  certificate_not_found: text(
    'Không có chứng thư số này',
    'Đề nghị kiểm tra lại dấu vân tay của chứng thư số.',
    'There is no such certificate',
    'Check the thumbprint of the certificate.',
  ),
  act_not_allowed: text(
    'Không thực hiện được ở trạng thái hiện tại',
    'Trạng thái đã thay đổi hoặc chưa cho phép thao tác này. Đề nghị tải lại và chọn thao tác cho phép.',
    'Not allowed in the present state',
    'The state has changed or does not allow this yet. Load it again and choose an allowed act.',
  ),
  task_not_claimable: text(
    'Công việc không nhận được',
    'Công việc đã kết thúc, đã chia phần hoặc đang tạm giữ. Đề nghị chọn công việc khác.',
    'The task cannot be claimed',
    'It has ended, was split or is on hold. Choose another task.',
  ),
  task_claimed_by_other: text(
    'Công việc đã có người nhận',
    'Cán bộ khác đang xử lý công việc này. Đề nghị chọn công việc khác hoặc trao đổi với người đang giữ.',
    'The task is already claimed',
    'Another officer is working on it. Choose another task or talk to its holder.',
  ),
  stale_epoch: text(
    'Phiên nhận việc không còn hiệu lực',
    'Công việc đã được hủy nhận hoặc nhận lại sau lần nhận này. Đề nghị tải lại công việc.',
    'This claim is no longer in force',
    'The task was released or claimed again since. Load the task again.',
  ),
  task_preparing: text(
    'Hệ thống đang chuẩn bị dữ liệu cho công việc',
    'Đề nghị chờ đến khi chuẩn bị xong rồi thực hiện lại.',
    'The system is still preparing this task',
    'Wait until it has finished, then do it again.',
  ),
  task_incomplete: text(
    'Công việc chưa xong',
    'Còn hồ sơ chưa xử lý. Đề nghị xử lý hết trước khi hoàn thành.',
    'The task is not finished',
    'Some records are still open. Finish them before completing the task.',
  ),
  list_paused: text(
    'Danh sách đang tạm dừng',
    'Đề nghị chờ đến khi danh sách được tiếp tục.',
    'The list is suspended',
    'Wait until the list is resumed.',
  ),
  list_ended: text(
    'Danh sách đã kết thúc',
    'Danh sách đã hoàn thành hoặc đã hủy, không thay đổi được nữa.',
    'The list has ended',
    'It is completed or cancelled and can no longer change.',
  ),
  parcel_frozen: text(
    'Hồ sơ đang được giữ nguyên để ký bàn giao',
    'Đề nghị hủy số biên bản trước khi sửa, hoặc chờ bên nhận ký nhận.',
    'The records are frozen for a handover',
    'Unfreeze the handover before changing them, or wait for its receipt.',
  ),
  list_changed_after_sign: text(
    'Danh sách đã thay đổi sau khi ký; chữ ký không còn hiệu lực',
    'Đề nghị lập lại biên bản và ký lại.',
    'The list has changed since it was signed; the signature no longer holds',
    'Freeze the list again and sign again.',
  ),
  manifest_changed: text(
    'Nội dung ký không phải là biên bản đã lập',
    'Đề nghị tải lại đúng biên bản và ký lại.',
    'What was signed is not the frozen manifest',
    'Load the manifest again and sign exactly that.',
  ),
  signature_invalid: text(
    'Chữ ký số không hợp lệ',
    'Đề nghị ký lại bằng công cụ ký số.',
    'The signature is not valid',
    'Sign again with the signing agent.',
  ),
  cert_expired: text(
    'Chứng thư số hết hạn',
    'Đề nghị gia hạn chứng thư số rồi ký lại.',
    'The certificate has expired',
    'Renew the certificate, then sign again.',
  ),
  cert_revoked: text(
    'Chứng thư số đã bị thu hồi',
    'Đề nghị dùng chứng thư số khác còn hiệu lực.',
    'The certificate is revoked',
    'Use another certificate that is in force.',
  ),
  cert_untrusted: text(
    'Chứng thư số không do tổ chức được tin cậy cấp',
    'Đề nghị dùng chứng thư số công vụ.',
    'The certificate comes from no trusted authority',
    'Use the official certificate.',
  ),
  cert_not_yours: text(
    'Chứng thư số không thuộc người ký hoặc đơn vị này',
    'Đề nghị ký bằng chứng thư số của chính người đang đăng nhập.',
    'The certificate is not that of this signer and office',
    'Sign with the certificate of the person signed in.',
  ),
  cert_status_unknown: text(
    'Chưa kiểm tra được tình trạng thu hồi của chứng thư số',
    'Đề nghị thử lại sau ít phút.',
    'The revocation status of the certificate cannot be checked',
    'Try again in a few minutes.',
  ),
  cert_already_enrolled: text(
    'Chứng thư số đã được đăng ký',
    'Mỗi chứng thư số chỉ đăng ký một lần, kể cả khi đã bị thu hồi hoặc thay thế.',
    'The certificate is enrolled already',
    'A certificate is enrolled once, even when it was revoked or replaced since.',
  ),
  challenge_expired: text(
    'Nội dung thử thách không còn hiệu lực',
    'Đề nghị yêu cầu nội dung mới, ký ngay rồi gửi lại.',
    'The challenge is not in force any more',
    'Ask for a new one, sign it at once and send it.',
  ),
  idempotency_key_reused: text(
    'Khóa Idempotency-Key đã dùng cho yêu cầu khác',
    'Đề nghị dùng khóa mới cho yêu cầu mới.',
    'The Idempotency-Key belongs to another request',
    'Use a new key for a new request.',
  ),
  idempotency_key_missing: text(
    'Thiếu tiêu đề Idempotency-Key',
    'Mọi yêu cầu ghi phải có khóa Idempotency-Key dài không quá 200 ký tự.',
    'The Idempotency-Key header is missing',
    'Every write needs an Idempotency-Key of at most 200 characters.',
  ),
  version_conflict: text(
    'Hồ sơ đã được người khác cập nhật',
    'Đề nghị tải lại trước khi lưu.',
    'Someone else has updated the record',
    'Load it again before saving.',
  ),
  record_not_in_task: text(
    'Hồ sơ không thuộc công việc này',
    'Đề nghị tải lại danh sách hồ sơ của công việc.',
    'The record is not part of this task',
    'Load the records of the task again.',
  ),
  foreigner_not_queried: text(
    'Người nước ngoài không đối chiếu với CSDL quốc gia về dân cư',
    'Hồ sơ của người nước ngoài được miễn xác thực dân cư và chuyển cho cơ sở tiêm chủng.',
    'Foreigners are never compared with the population database',
    'The record of a foreigner is exempt and goes to the vaccination facility.',
  ),
  name_taken: text(
    'Tên đã được sử dụng',
    'Đề nghị đặt tên khác.',
    'The name is taken',
    'Choose another name.',
  ),
  unit_without_office: text(
    'Đơn vị hành chính chưa có đủ cơ quan xử lý',
    'Đề nghị khai báo cơ quan cho các đơn vị này trước.',
    'A unit has no office to work in the chain',
    'Register the offices of these units first.',
  ),
  rate_limited: text(
    'Gửi yêu cầu quá nhanh',
    'Đề nghị chờ một lát rồi thử lại.',
    'Too many requests',
    'Wait a moment and try again.',
  ),
  unavailable: text(
    'Hệ thống tạm thời gián đoạn',
    'Chưa lưu được. Đề nghị thử lại với cùng khóa Idempotency-Key.',
    'Temporarily unavailable',
    'Nothing was saved. Try again with the same Idempotency-Key.',
  ),
  internal: text(
    'Lỗi hệ thống',
    'Chưa lưu được. Đề nghị thử lại; nếu vẫn lỗi, báo quản trị hệ thống kèm mã yêu cầu.',
    'Internal error',
    'Nothing was saved. Try again; if it persists, tell the administrator the request id.',
  ),
} as const satisfies Record<ErrorCode, ProblemText>;
