import { defineWords } from '../language/words.ts';

export const BATCH_WORDS = defineWords({
  title: ['Ký nhiều phần bàn giao', 'Sign several parcels'],
  hint: [
    'Chọn các phần, xem mẫu ngẫu nhiên của từng phần, rồi ký lần lượt. Mỗi phần có một lần nhập mã PIN trong chương trình ký số.',
    'Choose parcels, look at a random sample of each, then sign one after the other. Each has its own PIN window.',
  ],
  none: ['Không có phần nào chờ ký', 'No parcel is waiting for a signature'],
  choose: ['Chọn {what}', 'Choose {what}'],
  sample: ['Mẫu ngẫu nhiên {n} hồ sơ của {what}', 'Random sample of {n} records of {what}'],
  draw: ['Lấy mẫu của {n} phần đã chọn', 'Draw samples of {n} chosen parcels'],
  seen: ['Đã xem mẫu của mọi phần đã chọn', 'I have looked at the samples of all chosen parcels'],
  sign: ['Khóa và ký {n} phần', 'Freeze and sign {n} parcels'],
  progress: ['Phần {at}/{n}', 'Parcel {at} of {n}'],
  done: ['Đã ký {n} phần', '{n} parcels signed'],
});
