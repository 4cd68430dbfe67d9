import { defineWords } from '../language/words.ts';

export const NOTIFICATION_WORDS = defineWords({
  title: ['Thông báo', 'Notifications'],
  unread: ['{n} thông báo chưa đọc', '{n} unread notifications'],
  none: ['Chưa có thông báo nào', 'No notification yet'],
  readAll: ['Đánh dấu đã đọc tất cả', 'Mark all as read'],
  from: ['Từ {office}', 'From {office}'],
});
