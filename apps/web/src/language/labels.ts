import type { HandoverState, ListState, ParcelStage, TaskState } from '#domain/process/states';
import type { PoliceOutcome, VillageOutcome } from '#domain/process/outcomes';
import type { TaskStep } from '#domain/process/steps';
import type { OfficeKind, Role } from '#domain/people/roles';
import type { DefectGroup, RecordField } from '#domain/rules/rule';
import type { Text } from './words.ts';

/** Labels of the product's own terms, from the glossary of the ministry's documents. One place for all pages. */
export const STEP_LABELS = {
  direct: ['Chỉ đạo đợt làm sạch', 'Direct the campaign'],
  open: ['Mở danh sách', 'Open the list'],
  compile: ['Lập danh sách', 'Compile the list'],
  assign: ['Giao việc cho thôn/ấp', 'Assign to villages'],
  review: ['Rà soát tại thôn/ấp', 'Review in the village'],
  forward: ['Tổng hợp, chuyển Công an', 'Check and forward'],
  verify: ['Đối chiếu, xác thực', 'Verify'],
  sign: ['Ký, bàn giao', 'Sign and hand over'],
  receive: ['Tiếp nhận, ký nhận', 'Receive and countersign'],
  update: ['Cập nhật Nền tảng', 'Update the platform'],
  check: ['Xem danh sách xác minh', 'Check the verification list'],
} as const satisfies Record<TaskStep, Text>;

export const TASK_STATE_LABELS = {
  open: ['Chưa nhận', 'Not claimed'],
  claimed: ['Đang xử lý', 'In progress'],
  held: ['Tạm dừng', 'On hold'],
  completed: ['Hoàn thành', 'Completed'],
  cancelled: ['Đã hủy', 'Cancelled'],
} as const satisfies Record<TaskState, Text>;

export const LIST_STATE_LABELS = {
  waiting: ['Chưa xử lý', 'Not started'],
  open: ['Đang xử lý', 'In progress'],
  paused: ['Tạm dừng', 'Paused'],
  completed: ['Hoàn thành', 'Completed'],
  cancelled: ['Đã hủy', 'Cancelled'],
} as const satisfies Record<ListState, Text>;

export const HANDOVER_STATE_LABELS = {
  frozen: ['Chờ ký', 'Waiting for signature'],
  offered: ['Chờ tiếp nhận', 'Waiting for receipt'],
  accepted: ['Đã bàn giao', 'Handed over'],
  refused: ['Bị từ chối tiếp nhận', 'Refused'],
  withdrawn: ['Đã thu hồi', 'Withdrawn'],
  voided: ['Đã hủy số', 'Voided'],
} as const satisfies Record<HandoverState, Text>;

export const STAGE_LABELS = {
  compile: ['Đang lập danh sách', 'Being compiled'],
  assign: ['Chờ giao việc', 'Waiting for assignment'],
  review: ['Chờ thôn/ấp rà soát', 'Waiting for village review'],
  forward: ['Chờ tổng hợp', 'Waiting to be forwarded'],
  verify: ['Chờ Công an đối chiếu', 'Waiting for police check'],
  sign: ['Chờ ký', 'Waiting for signature'],
  receive: ['Chờ bàn giao', 'Waiting for receipt'],
  update: ['Chờ cập nhật Nền tảng', 'Waiting for platform update'],
  check: ['Chờ xem danh sách xác minh', 'Waiting for verification'],
  ended: ['Hoàn thành', 'Completed'],
  regrouped: ['Đã chuyển sang phần khác', 'Moved to another parcel'],
} as const satisfies Record<ParcelStage, Text>;

export const ROLE_LABELS = {
  province_task_force: ['Tổ công tác cấp tỉnh', 'Province task force'],
  commune_task_force: ['Tổ công tác cấp xã', 'Commune task force'],
  village_task_force: ['Tổ công tác thôn/ấp', 'Village task force'],
  health_station: ['Trạm Y tế', 'Health station'],
  police_officer: ['Cán bộ Công an', 'Police officer'],
  police_chief: ['Lãnh đạo Công an', 'Chief of police'],
  facility_officer: ['Cơ sở tiêm chủng', 'Vaccination facility'],
  key_officer: ['Cán bộ quản lý khóa ký', 'Key officer'],
  registry_clerk: ['Văn thư', 'Registry clerk'],
  supervisor: ['Theo dõi, giám sát', 'Supervisor'],
  auditor: ['Thanh tra, kiểm tra', 'Auditor'],
  system_admin: ['Quản trị hệ thống', 'Administrator'],
} as const satisfies Record<Role, Text>;

export const OFFICE_KIND_LABELS = {
  province_task_force: ['Tổ công tác Đề án 06 cấp tỉnh', 'Province task force'],
  commune_task_force: ['Tổ công tác Đề án 06 cấp xã', 'Commune task force'],
  village_task_force: ['Tổ công tác Đề án 06 thôn/ấp', 'Village task force'],
  health_station: ['Trạm Y tế', 'Health station'],
  commune_police: ['Công an xã/phường', 'Commune police'],
  vaccination_facility: ['Cơ sở tiêm chủng', 'Vaccination facility'],
  provincial_health_department: ['Sở Y tế', 'Provincial health department'],
  inspectorate: ['Thanh tra', 'Inspectorate'],
  ministry_issuer: ['Đơn vị ký hộ chiếu vắc xin', 'Passport signing office'],
} as const satisfies Record<OfficeKind, Text>;

export const VILLAGE_OUTCOME_LABELS = {
  corrected: ['Đã sửa thông tin', 'Corrected'],
  confirmed: ['Đúng, giữ nguyên', 'Confirmed as is'],
  resides_elsewhere: ['Không thường trú trên địa bàn', 'Resides elsewhere'],
  moved_away: ['Đã chuyển đi', 'Moved away'],
  deceased: ['Đã chết', 'Deceased'],
  unreachable: ['Không liên hệ được', 'Unreachable'],
  duplicate: ['Trùng lặp', 'Duplicate'],
  foreigner: ['Người nước ngoài', 'Foreigner'],
} as const satisfies Record<VillageOutcome, Text>;

export const POLICE_OUTCOME_LABELS = {
  matches: ['Đúng thông tin', 'Matches'],
  list_corrected: ['Đã điều chỉnh theo CSDLQGDC', 'List corrected'],
  number_supplied: ['Đã bổ sung số định danh', 'Number supplied'],
  population_corrected: ['Đã cập nhật CSDLQGDC', 'Population database corrected'],
  supplemented: ['Đã bổ sung vào CSDLQGDC', 'Added to the population database'],
  not_in_population: ['Không có trong CSDLQGDC', 'Not in the population database'],
  cannot_verify: ['Không xác minh được', 'Cannot be verified'],
  exempt: ['Người nước ngoài - không phải xác thực dân cư', 'Foreigner: exempt'],
} as const satisfies Record<PoliceOutcome, Text>;

export const DEFECT_LABELS = {
  missing_id: ['Không có số CCCD/CMND', 'No ID number'],
  bad_id_format: ['Sai định dạng số CCCD/CMND', 'ID number badly formatted'],
  wrong_basic_info: ['Sai thông tin cá nhân cơ bản', 'Basic information wrong'],
} as const satisfies Record<DefectGroup, Text>;

/** The same in the narrow columns of tables. */
export const SHORT_DEFECT_LABELS = {
  missing_id: ['Không có số', 'No number'],
  bad_id_format: ['Sai định dạng số', 'Bad format'],
  wrong_basic_info: ['Sai thông tin', 'Wrong info'],
} as const satisfies Record<DefectGroup, Text>;

export const FIELD_LABELS = {
  fullName: ['Họ và tên', 'Full name'],
  dateOfBirth: ['Ngày sinh', 'Date of birth'],
  gender: ['Giới tính', 'Gender'],
  idNumber: ['Số CCCD/CMND', 'ID number'],
  passportNumber: ['Số hộ chiếu', 'Passport number'],
  nationality: ['Quốc tịch', 'Nationality'],
} as const satisfies Record<RecordField, Text>;

/** The label of a term that came from the server; a term this page does not know is shown as it is. */
export function labelOf(labels: Readonly<Record<string, Text>>, term: string | null | undefined): Text {
  const known = term === null || term === undefined ? undefined : labels[term];
  return known ?? [term ?? '', term ?? ''];
}
