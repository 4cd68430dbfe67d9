import { defineWords } from '../language/words.ts';

export const TASK_WORDS = defineWords({
  lateDays: ['Quá hạn {n} ngày', '{n} days late'],
  lateHours: ['Quá hạn {n} giờ', '{n} h late'],
  leftDays: ['Còn {n} ngày', '{n} days left'],
  leftHours: ['Còn {n} giờ', '{n} h left'],
  leftMinutes: ['Còn {n} phút', '{n} min left'],
  dueAt: ['Thời hạn: {at}', 'Due: {at}'],
  records: ['{n} hồ sơ', '{n} records'],
  undecided: ['còn {n} chưa xử lý', '{n} undecided'],
  part: ['phần {n}', 'part {n}'],
  parcel: ['phần bàn giao {n}', 'parcel {n}'],
  round: ['Bị trả lại, lần {n}', 'Came back, round {n}'],
  urgent: ['Khẩn', 'Urgent'],
  preparing: ['Đang chuẩn bị dữ liệu', 'Being prepared'],
  mine: ['Đang xử lý', 'Yours'],
  heldBy: ['{name} đang xử lý', '{name} holds it'],
  heldUntil: ['Tạm dừng đến {at}', 'On hold until {at}'],
  actingFor: ['thay {name}', 'for {name}'],
  submitted: ['Chờ kiểm tra', 'Being checked'],
  changes_requested: ['Cần sửa lại', 'Changes wanted'],
  approved: ['Đã kiểm tra', 'Checked'],
  noEligible: [
    'Đơn vị thực hiện không còn người đủ điều kiện; việc được chuyển lên cấp trên.',
    'Nobody in the office of this step may do it, so it came to the office above.',
  ],
});
