import { REVIEW_COLUMNS } from '#domain/files/review-columns';

/** The sheet that tells a village how to fill in its list. */
export const REVIEW_INSTRUCTIONS: readonly string[] = [
  'HƯỚNG DẪN ĐIỀN DANH SÁCH RÀ SOÁT',
  '',
  '1. Chỉ điền vào các cột màu vàng. Các cột màu xám đã khóa; nếu thông tin ở cột màu xám sai, ghi giá trị đúng vào cột “điều chỉnh”.',
  `2. Mỗi đối tượng chọn một kết quả ở cột “${REVIEW_COLUMNS.outcome.title}” (bấm vào mũi tên ở góc ô). Dòng chưa rà soát thì để trống.`,
  '3. Số CCCD gồm 12 chữ số, số CMND gồm 9 chữ số, giữ nguyên số 0 ở đầu. Các ô đã để kiểu chữ, không đổi kiểu ô.',
  '4. Ngày sinh ghi ngày/tháng/năm, ví dụ 05/03/1987. Chỉ biết tháng, năm thì ghi 03/1987; chỉ biết năm thì ghi 1987.',
  '5. Không gộp ô, không dùng công thức, không chép dòng từ tệp khác sang. Có thể sắp xếp, lọc, ẩn dòng và in danh sách.',
  '6. Lưu tệp ở dạng .xlsx rồi nộp lại trên phần mềm. Phần mềm cho xem trước mọi thay đổi và lỗi của từng dòng trước khi cập nhật.',
  '7. Dòng có lỗi không làm mất dòng đúng: tải tệp kết quả, sửa các ô màu đỏ và nộp lại tệp đó.',
  '8. Tệp chứa dữ liệu cá nhân: không gửi qua mạng xã hội, xóa khỏi máy khi đã nộp xong.',
];
