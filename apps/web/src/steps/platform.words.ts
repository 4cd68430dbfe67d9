import { defineWords } from '../language/words.ts';

export const PLATFORM_WORDS = defineWords({
  start: ['Cập nhật vào Nền tảng', 'Update the platform'],
  again: ['Cập nhật lại {n} hồ sơ chưa được', 'Try {n} records again'],
  running: [
    'Đang cập nhật Nền tảng. Có thể rời trang này; việc vẫn chạy.',
    'The platform is being updated. You may leave this page; it goes on.',
  ],
  progress: ['{done}/{total} hồ sơ', '{done} of {total} records'],
  failed: ['Chưa cập nhật được', 'Failed'],
  done: ['Đã cập nhật', 'Updated'],
  waiting: ['Chờ cập nhật', 'Waiting'],
  skipped: ['Không phải cập nhật', 'Nothing to update'],
  table: ['Kết quả cập nhật', 'Result of the update'],
  state: ['Cập nhật', 'Update'],
  why: ['Lý do: {reason}', 'Reason: {reason}'],
  finish: ['Hoàn thành cập nhật', 'Finish the update'],
  failedLeft: [
    '{n} hồ sơ chưa cập nhật được sẽ sang danh sách sau',
    '{n} records that failed go to the next list',
  ],
  verification: ['Kết quả xác minh', 'Verification'],
  checkTable: ['Danh sách xác minh thông tin', 'Verification list'],
  right: ['Đúng thông tin', 'Right'],
  wrong: ['Còn sai', 'Still wrong'],
  none: ['Chưa có kết quả', 'No result'],
  finishCheck: ['Kết thúc phần này', 'End this parcel'],
  checkHint: [
    'Hồ sơ còn sai được đưa vào danh sách sau của xã.',
    'What is still wrong is offered as the commune’s next list.',
  ],
});
