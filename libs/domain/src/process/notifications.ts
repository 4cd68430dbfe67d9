/** What an office is told. `task.returned` is a task that had been done before; a broadcast is written by a person. */
export const NOTIFICATION_KINDS = [
  'task.opened',
  'task.returned',
  'task.reminded',
  'task.escalated',
  'task.extended',
  'handover.offered',
  'handover.refused',
  'list.moved',
  'broadcast',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** What a message outside the product says: nothing of the people or the list, only that there is something to see. */
export const NOTIFICATION_TEXTS = {
  'task.opened': ['Có công việc mới', 'A new task'],
  'task.returned': ['Công việc bị trả lại', 'A task was returned'],
  'task.reminded': ['Công việc sắp đến hạn', 'A task is nearly due'],
  'task.escalated': ['Công việc quá hạn ở đơn vị cấp dưới', 'A task of an office below is overdue'],
  'task.extended': ['Công việc được gia hạn', 'A deadline was extended'],
  'handover.offered': ['Có bàn giao chờ nhận', 'A handover awaits receipt'],
  'handover.refused': ['Bàn giao bị từ chối', 'A handover was refused'],
  'list.moved': ['Nhận bàn giao từ đơn vị được sáp nhập', 'A list of a merged office was taken over'],
  broadcast: ['Thông báo từ đơn vị cấp trên', 'A message from the office above'],
} as const satisfies Record<NotificationKind, readonly [vi: string, en: string]>;
