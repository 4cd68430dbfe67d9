import { defineWords } from '../language/words.ts';

export const SIGN_WORDS = defineWords({
  records: ['Hồ sơ trong phần bàn giao', 'Records in the parcel'],
  sample: ['Mẫu kiểm tra', 'Sample'],
  draw: ['Lấy ngẫu nhiên {n} hồ sơ để kiểm tra', 'Draw {n} records at random'],
  drawAgain: ['Lấy mẫu khác ({n} hồ sơ)', 'Draw {n} others'],
  seen: ['Đã xem mẫu kiểm tra', 'I have looked at the sample'],
  sampleFirst: ['Lấy mẫu và xem trước khi ký', 'Look at a sample before signing'],
  table: ['Hồ sơ trình ký', 'Records to be signed'],
  sign: ['Khóa phần bàn giao và ký số', 'Freeze and sign'],
  back: ['Trả lại để đối chiếu', 'Return for verification'],
  unfreeze: ['Mở khóa (hủy số bàn giao)', 'Unfreeze (the number is voided)'],
  purpose: ['Ký bàn giao số {n}', 'Sign handover {n}'],
  signed: ['Đã ký và gửi Trạm Y tế', 'Signed and offered to the health station'],
  toHandover: ['Xem bàn giao', 'See the handover'],
});
