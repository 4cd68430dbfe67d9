/** Texts of refusals around vaccine passports; PROBLEM_TEXTS checks their shape. */
export const PASSPORT_PROBLEM_TEXTS = {
  batch_empty: {
    title: 'Không có mũi tiêm nào chờ ký xác nhận',
    detail: 'Danh sách trống thì chỉ cần xác nhận ngày làm việc.',
    titleEn: 'There is nothing to sign',
    detailEn: 'Confirm the day instead: an empty list is confirmed without a signature.',
  },
  responsibility_missing: {
    title: 'Thiếu chữ ký bản cam kết chịu trách nhiệm',
    detail: 'Danh sách có người nước ngoài: đề nghị ký thêm bản cam kết (responsibilitySignature).',
    titleEn: 'The statement of responsibility is not signed',
    detailEn: 'There are foreigners in the batch: sign the statement as well (responsibilitySignature).',
  },
  link_invalid: {
    title: 'Đường dẫn không có hiệu lực',
    detail: 'Đường dẫn chỉ dùng được một lần và có thời hạn. Đề nghị yêu cầu đường dẫn mới.',
    titleEn: 'The link is not valid',
    detailEn: 'A link opens once and for a limited time. Ask for a new one.',
  },
  key_refused: {
    title: 'Khóa ký không được chấp nhận',
    detail: 'Xem lý do trong câu trả lời: chứng thư số, thuật toán hoặc thời hạn của khóa.',
    titleEn: 'The signing key is refused',
    detailEn: 'The reason stands in the answer: its certificate, its algorithm or its dates.',
  },
} as const;
