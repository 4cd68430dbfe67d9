import type { ParcelStage } from './states.ts';

/** What a stage of a record's way is called in reports and files, in both languages. */
export const STAGE_WORDS = {
  compile: ['Lập danh sách', 'Compiling'],
  assign: ['Giao việc', 'Assigning'],
  review: ['Thôn, khu phố rà soát', 'Village review'],
  forward: ['Tổng hợp, chuyển Công an', 'Forwarding'],
  verify: ['Công an đối chiếu', 'Police verification'],
  sign: ['Chờ ký', 'Signing'],
  receive: ['Chờ tiếp nhận', 'Receipt'],
  update: ['Cập nhật Nền tảng', 'Platform update'],
  check: ['Kiểm tra kết quả', 'Checking'],
  ended: ['Hoàn thành', 'Ended'],
  regrouped: ['Chia lại lô', 'Regrouped'],
} as const satisfies Record<ParcelStage, readonly [vi: string, en: string]>;
