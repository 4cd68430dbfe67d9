/** Texts of refusals that the inbox alone gives; PROBLEM_TEXTS checks their shape. */
export const INBOX_PROBLEM_TEXTS = {
  registry_rows_wrong: {
    title: 'Tệp có dòng sai; chưa ghi gì',
    detail: 'Đề nghị sửa các ô nêu trong danh sách lỗi và gửi lại cả tệp.',
    titleEn: 'The workbook has wrong rows; nothing was written',
    detailEn: 'Correct the cells that the errors name and send the whole workbook again.',
  },
  precondition_missing: {
    title: 'Thiếu tiêu đề If-Match',
    detail: 'Đề nghị gửi kèm ETag của nội dung đã đọc.',
    titleEn: 'The If-Match header is missing',
    detailEn: 'Send the ETag of what was read.',
  },
  precondition_failed: {
    title: 'Nội dung đã thay đổi từ khi đọc',
    detail: 'Đề nghị tải lại trước khi lưu.',
    titleEn: 'It has changed since it was read',
    detailEn: 'Load it again before saving.',
  },
} as const;
