import { defineWords } from '../language/words.ts';

/** Texts that several steps say. */
export const STEP_WORDS = defineWords({
  finish: ['Hoàn thành bước này', 'Finish this step'],
  cancel: ['Hủy bỏ', 'Cancel'],
  reason: ['Lý do', 'Reason'],
  reasonHint: [
    'Nêu rõ lý do để nơi nhận biết cần sửa gì (ít nhất 3 ký tự)',
    'Say why, so that whoever gets it knows what to do (3 characters or more)',
  ],
  returnAll: ['Trả lại để rà soát', 'Return for correction'],
  goesTo: ['Sau khi hoàn thành, danh sách chuyển đến: {who}.', 'Afterwards the list goes to: {who}.'],
  undecidedLeft: ['Còn {n} hồ sơ chưa xử lý', '{n} records are undecided'],
});
