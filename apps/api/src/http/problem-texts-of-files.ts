/** Texts of refusals that files alone bring about; PROBLEM_TEXTS checks their shape. The file's own reason stands in `message`. */
export const FILE_PROBLEM_TEXTS = {
  file_unreadable: {
    title: 'Không đọc được tệp',
    detail: 'Xem lý do và cách xử lý ở phần “message”.',
    titleEn: 'The file cannot be read',
    detailEn: 'Why, and what to do, stands in “messageEn”.',
  },
  batch_not_undoable: {
    title: 'Không hoàn tác được lô này',
    detail: 'Đã có bước sau phụ thuộc vào kết quả của lô; xem lý do ở phần “message”.',
    titleEn: 'The batch cannot be undone',
    detailEn: 'Something later depends on it; the reason stands in “messageEn”.',
  },
} as const;
