/** What becomes of a row when its batch is compared with the records, and what was done with it. */
export const ROW_STATES = {
  change: { waiting: false, vi: 'Sẽ cập nhật', en: 'Will be applied' },
  same: { waiting: false, vi: 'Không thay đổi', en: 'Changes nothing' },
  blank: { waiting: false, vi: 'Chưa điền', en: 'Not filled in' },
  error: { waiting: true, vi: 'Có lỗi, cần sửa', en: 'Has errors' },
  stale: {
    waiting: true,
    vi: 'Hồ sơ đã được người khác cập nhật từ lúc lập tệp; đề nghị tải tệp mới',
    en: 'Others have changed the record since the file was made; download it again',
  },
  not_in_task: {
    waiting: true,
    vi: 'Hồ sơ không thuộc công việc này',
    en: 'The record is not part of this task',
  },
  frozen: {
    waiting: true,
    vi: 'Hồ sơ thuộc phần đã chốt để ký, không sửa được',
    en: 'The record is frozen for signing and cannot be changed',
  },
  twice: { waiting: true, vi: 'Hồ sơ có ở một dòng phía trên', en: 'The record stands in a row above' },
  foreigner: {
    waiting: true,
    vi: 'Người nước ngoài không phải đối chiếu dân cư',
    en: 'Foreigners are not compared with the population database',
  },
  number_needed: {
    waiting: true,
    vi: 'Kết quả này phải có số CCCD/CMND',
    en: 'This outcome needs an identity number',
  },
  applied: { waiting: false, vi: 'Đã cập nhật', en: 'Applied' },
  undone: { waiting: false, vi: 'Đã hoàn tác', en: 'Undone' },
} as const;
export type RowState = keyof typeof ROW_STATES;
export const ROW_STATE_NAMES = Object.keys(ROW_STATES) as RowState[];

export const BATCH_STATES = ['reading', 'checked', 'applied', 'undone', 'discarded'] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/** What a batch is about: a village's list, decisions made at once, or what was brought back by hand from other systems. */
export const BATCH_KINDS = {
  review: { steps: ['review'], file: true, vi: 'Danh sách rà soát', en: 'Village list' },
  decisions: {
    steps: ['review', 'verify'],
    file: false,
    vi: 'Quyết định theo lô',
    en: 'Decisions made at once',
  },
  proposals: { steps: ['verify'], file: false, vi: 'Chấp nhận đề xuất', en: 'Accepted proposals' },
  population_check: {
    steps: ['verify'],
    file: true,
    vi: 'Kết quả đối chiếu dân cư mang về',
    en: 'Look-ups brought back by hand',
  },
  population_update: {
    steps: ['sign'],
    file: true,
    vi: 'Kết quả cập nhật CSDL dân cư mang về',
    en: 'Updates of the population database brought back by hand',
  },
  platform_update: {
    steps: ['update'],
    file: true,
    vi: 'Kết quả cập nhật Nền tảng',
    en: 'Results of the platform’s import and of direct edits',
  },
  verification: {
    steps: ['check'],
    file: true,
    vi: 'Danh sách xác minh thông tin của Nền tảng',
    en: 'The platform’s verification list',
  },
} as const;
export type BatchKind = keyof typeof BATCH_KINDS;
export const BATCH_KIND_NAMES = Object.keys(BATCH_KINDS) as BatchKind[];

/** Why a batch cannot be undone any more. */
export const UNDO_REFUSALS = {
  not_applied: {
    vi: 'Lô chưa được áp dụng hoặc đã hoàn tác',
    en: 'The batch is not applied, or undone already',
  },
  step_completed: { vi: 'Bước này đã hoàn thành', en: 'The step has been completed' },
  records_changed: {
    vi: 'Có hồ sơ của lô đã được thay đổi về sau',
    en: 'Records of the batch have been changed since',
  },
  records_moved: {
    vi: 'Có hồ sơ của lô đã chuyển đi hoặc đã chốt',
    en: 'Records of the batch have moved on or are frozen',
  },
  result_used: { vi: 'Kết quả mang về đã được hệ thống sử dụng', en: 'What was brought back has been used' },
} as const;
export type UndoRefusal = keyof typeof UNDO_REFUSALS;
