import type { Reason, Remark, Verdict } from './verify-code.ts';

export interface BothLanguages {
  readonly vi: string;
  readonly en: string;
}

export const VERDICT_TEXTS = {
  valid: { vi: 'Hợp lệ', en: 'Valid' },
  expired: { vi: 'Hết hạn', en: 'Expired' },
  not_yet_valid: { vi: 'Chưa có hiệu lực', en: 'Not yet valid' },
  revoked: { vi: 'Đã bị thu hồi', en: 'Revoked' },
  unknown_signer: { vi: 'Không rõ đơn vị ký', en: 'Unknown signer' },
  invalid_signature: { vi: 'Chữ ký số không hợp lệ', en: 'Invalid signature' },
  wrong_key_usage: { vi: 'Khóa ký dùng sai mục đích', en: 'Key used for the wrong purpose' },
  schema_invalid: { vi: 'Nội dung không đúng quy định', en: 'Content not in the prescribed form' },
  malformed: { vi: 'Không đọc được mã', en: 'Unreadable code' },
} as const satisfies Record<Verdict, BothLanguages>;

export const REASON_TEXTS = {
  valid: {
    vi: 'Chứng nhận do đơn vị ký được tin cậy cấp, còn hạn và chưa bị thu hồi.',
    en: 'A trusted signer issued it; it is in force and not revoked.',
  },
  expired: {
    vi: 'Mã QR đã hết hạn kỹ thuật. Mũi tiêm vẫn được ghi nhận; đề nghị dùng mã QR mới.',
    en: 'The QR code has passed its technical end. The dose stays on record; use the new QR code.',
  },
  signer_expired: {
    vi: 'Chứng thư số của đơn vị ký đã hết hạn. Đề nghị dùng mã QR mới.',
    en: "The signer's certificate has expired. Use the new QR code.",
  },
  issued_later: {
    vi: 'Thời điểm cấp ghi trong mã muộn hơn thời điểm kiểm tra. Đề nghị kiểm tra đồng hồ của thiết bị.',
    en: 'It says it was issued after the moment of this check. Check the clock of the device.',
  },
  begins_later: { vi: 'Chứng nhận chưa đến ngày có hiệu lực.', en: 'Its validity has not begun.' },
  signer_begins_later: {
    vi: 'Chứng thư số của đơn vị ký chưa có hiệu lực.',
    en: "The validity of the signer's certificate has not begun.",
  },
  revoked_identifier: {
    vi: 'Đơn vị cấp đã thu hồi chứng nhận này.',
    en: 'The issuer has revoked this certificate.',
  },
  revoked_signature: {
    vi: 'Đơn vị cấp đã thu hồi mã QR này. Đề nghị dùng mã QR mới.',
    en: 'The issuer has revoked this QR code. Use the new one.',
  },
  unknown_signer: {
    vi: 'Khóa ký không có trong danh sách tin cậy hiện hành. Đề nghị cập nhật danh sách rồi kiểm tra lại.',
    en: 'The key is not on the present trust list. Update the list and check again.',
  },
  no_key_id: {
    vi: 'Mã không cho biết khóa ký, và không khóa tin cậy nào khớp với chữ ký.',
    en: 'The code names no key, and no trusted key fits its signature.',
  },
  algorithm: {
    vi: 'Thuật toán ký không được chấp nhận hoặc không khớp với khóa ký.',
    en: 'The algorithm is not accepted or does not fit the key.',
  },
  signature: {
    vi: 'Chữ ký số không khớp với nội dung. Mã có thể đã bị sửa hoặc làm giả.',
    en: 'The signature does not fit the content. The code may be altered or forged.',
  },
  key_usage: {
    vi: 'Khóa ký không được phép ký loại chứng nhận này.',
    en: 'The key may not sign this kind of certificate.',
  },
  content: {
    vi: 'Nội dung thiếu trường bắt buộc hoặc sai cấu trúc của chứng nhận.',
    en: 'A required member is missing or the structure is not that of a certificate.',
  },
  empty: { vi: 'Chưa có nội dung để kiểm tra.', en: 'There is nothing to check.' },
  too_long: { vi: 'Nội dung dài hơn một mã QR có thể chứa.', en: 'Longer than any QR code can be.' },
  prefix: {
    vi: 'Không phải mã chứng nhận y tế (không bắt đầu bằng HC1:).',
    en: 'Not a health certificate (it does not begin with HC1:).',
  },
  base45: {
    vi: 'Mã có ký tự sai hoặc bị cắt. Đề nghị quét lại.',
    en: 'Wrong characters, or cut off. Scan it again.',
  },
  compression: {
    vi: 'Dữ liệu nén bị hỏng. Đề nghị quét lại.',
    en: 'The compressed data is broken. Scan it again.',
  },
  too_large: { vi: 'Dữ liệu trong mã lớn bất thường.', en: 'The code holds an unusual amount of data.' },
  cbor: { vi: 'Dữ liệu trong mã bị hỏng.', en: 'The data in the code is broken.' },
  cose: {
    vi: 'Mã không chứa thông điệp đã ký đúng dạng.',
    en: 'The code holds no signed message of the right form.',
  },
  cwt: { vi: 'Thông tin cấp trong mã sai dạng.', en: 'The claims in the code have the wrong form.' },
  no_expiry: { vi: 'Mã không ghi thời điểm hết hạn.', en: 'The code has no time of expiry.' },
  no_issue_time: { vi: 'Mã không ghi thời điểm cấp.', en: 'The code has no time of issue.' },
  no_certificate: { vi: 'Mã không chứa chứng nhận COVID-19.', en: 'The code holds no COVID certificate.' },
} as const satisfies Record<Reason, BothLanguages>;

export const REMARK_TEXTS = {
  several_entries: {
    vi: 'Chứng nhận ghi nhiều sự kiện; đề nghị xem từng sự kiện.',
    en: 'It holds several events; look at each.',
  },
  result_detected: {
    vi: 'Kết quả xét nghiệm: phát hiện vi rút.',
    en: 'The test result is: detected.',
  },
  recovery_not_begun: { vi: 'Thời hạn khỏi bệnh chưa bắt đầu.', en: 'The period of recovery has not begun.' },
  recovery_over: { vi: 'Thời hạn khỏi bệnh đã hết.', en: 'The period of recovery is over.' },
  event_in_future: {
    vi: 'Ngày tiêm hoặc lấy mẫu muộn hơn thời điểm kiểm tra.',
    en: 'The dose or the sample is dated after this check.',
  },
  issuer_is_not_signer: {
    vi: 'Nước cấp ghi trong mã khác nước của khóa ký.',
    en: "The issuing country in the code is not the signer's.",
  },
} as const satisfies Record<Remark, BothLanguages>;
