import { defineWords } from '../language/words.ts';

export const SUBSTITUTION_WORDS = defineWords({
  title: ['Ủy quyền xử lý khi vắng mặt', 'Substitution during absence'],
  hint: [
    'Người được ủy quyền làm thay trong thời gian và các bước đã nêu, sau khi cấp trên duyệt; cả hai tên được ghi trong nhật ký.',
    'The substitute acts for the absent person in the named steps and days once the superior approves; both names stand in the log.',
  ],
  ask: ['Đề nghị ủy quyền', 'Ask for a substitution'],
  absent: ['Người vắng mặt', 'Absent'],
  substitute: ['Người được ủy quyền', 'Substitute'],
  steps: ['Các bước được làm thay', 'Steps'],
  period: ['Thời gian vắng mặt', 'Period'],
  maySign: ['Được ký thay', 'May sign'],
  reason: ['Lý do', 'Reason'],
  state: ['Tình trạng', 'State'],
  requested: ['Chờ duyệt', 'Waiting for approval'],
  approved: ['Đã duyệt', 'Approved'],
  refused: ['Không duyệt', 'Refused'],
  revoked: ['Đã hủy', 'Revoked'],
  ended: ['Đã hết hạn', 'Ended'],
  approve: ['Phê duyệt', 'Approve'],
  refuse: ['Từ chối', 'Refuse'],
  revoke: ['Hủy ủy quyền', 'Revoke'],
  none: ['Chưa có ủy quyền nào', 'No substitution yet'],
  send: ['Gửi đề nghị', 'Send'],
  cancel: ['Hủy bỏ', 'Cancel'],
  acts: ['Thao tác', 'Acts'],
});
