import { defineWords } from '../language/words.ts';

export const DRAFT_WORDS = defineWords({
  saved: ['Đã lưu', 'Saved'],
  sending: ['Đang lưu {n} hồ sơ ...', 'Saving {n} records ...'],
  offline: [
    'Mất kết nối: {n} hồ sơ được giữ (mã hóa) trên máy này, tự gửi khi có mạng',
    'No connection: {n} records are kept, encrypted, on this device and go out by themselves',
  ],
  stopped: ['Không lưu được nữa', 'Nothing more can be saved'],
  conflictTitle: ['Hồ sơ {n} đã được người khác cập nhật', 'Record {n} was changed by somebody else'],
  conflictBy: ['{who} đã sửa {fields} lúc {at}.', '{who} changed {fields} at {at}.'],
  somebody: ['Người khác', 'Somebody'],
  outcomeField: ['kết quả', 'the outcome'],
  theirs: ['Của người khác', 'Theirs'],
  mine: ['Của tôi', 'Mine'],
  keepTheirs: ['Giữ của người khác', 'Keep theirs'],
  keepMine: ['Ghi của tôi', 'Write mine'],
  refused: ['Hồ sơ {n} chưa lưu được: {why}', 'Record {n} was not saved: {why}'],
  close: ['Đóng', 'Close'],
});
