import type { TaskStep } from '#domain/process/steps';
import type { Text } from '../language/words.ts';

/** What is done in each step, and what happens then, for somebody who does it for the first time. */
export const STEP_HELP = {
  direct: [
    'Xác nhận đã chỉ đạo các xã, phường thực hiện đợt làm sạch. Tiến độ từng xã xem ở trang Danh sách.',
    'Confirm that the communes have been directed. Their progress stands under Lists.',
  ],
  open: [
    'Mở danh sách là giao Trạm Y tế lập danh sách những người thường trú trên địa bàn có thông tin sai. Thời hạn bắt đầu tính từ lúc mở.',
    'Opening the list directs the health station to compile the residents whose data is wrong. The clock starts.',
  ],
  compile: [
    'Danh sách lấy từ Nền tảng tiêm chủng. Xem lỗi từng hồ sơ; loại hồ sơ không thuộc danh sách, nêu rõ lý do. Gửi đi thì Tổ công tác cấp xã nhận việc tiếp theo.',
    'The list comes from the vaccination platform. Look at what is wrong; exclude what does not belong here, with a reason. Then the commune takes over.',
  ],
  assign: [
    'Mỗi hồ sơ phải có thôn/ấp. Chọn các hồ sơ chưa xác định rồi bấm vào thôn/ấp. Giao xong thì các thôn/ấp rà soát cùng lúc.',
    'Each record needs a village. Choose those without one and press a village. Afterwards all villages review at the same time.',
  ],
  review: [
    'Gặp hoặc gọi từng hộ, đối chiếu giấy tờ gốc. Đúng thì bấm "Đúng, giữ nguyên"; sai thì sửa; không thuộc địa bàn, đã chết, không liên hệ được thì chọn kết quả tương ứng. Mất mạng vẫn làm tiếp được, kết quả tự gửi khi có mạng.',
    'Visit or call each household and compare with the papers. Right: "as is"; wrong: correct it; otherwise choose what was found. Without a connection you can go on; it is sent later.',
  ],
  forward: [
    'Xem kết quả các thôn/ấp. Hồ sơ chưa đạt thì trả lại thôn/ấp kèm lý do; phần còn lại chuyển Công an thành một phần bàn giao.',
    'Look at what the villages found. Return what is not good enough, with a reason; the rest goes to the police as one parcel.',
  ],
  verify: [
    'Nhận các đề xuất khớp trước, rồi xử lý theo nhóm "chỉ khác một trường", cuối cùng là từng hồ sơ. Phím Enter lấy theo CSDLQGDC; các phím số chọn kết quả khác. Hoàn tác được đến khi trình ký.',
    'Accept what agrees first, then take groups that differ in one field, then the rest one by one. Enter takes the population database’s values; figures choose other outcomes. Everything can be undone until it is submitted.',
  ],
  sign: [
    'Lấy mẫu ngẫu nhiên để kiểm tra, đọc nội dung bằng số và bằng chữ, rồi ký bằng chứng thư số. Sau khi ký, phần bàn giao bị khóa và chờ Trạm Y tế tiếp nhận.',
    'Look at a random sample, read what is signed in words and figures, then sign with your certificate. The parcel is frozen and waits for the health station.',
  ],
  receive: [
    'Kiểm tra danh sách đã ký. Hồ sơ không chấp nhận thì từ chối kèm lý do (quay lại Công an); phần còn lại ký nhận. Từ lúc ký nhận, Trạm Y tế giữ danh sách.',
    'Check the signed list. Refuse single records with a reason (they go back to the police) and countersign the rest. From then on the station holds it.',
  ],
  update: [
    'Bấm cập nhật: hệ thống ghi lên Nền tảng, đọc lại để kiểm tra và liệt kê hồ sơ chưa được. Có thể chạy lại; hồ sơ vẫn lỗi sẽ sang danh sách sau.',
    'Start the update: the system writes to the platform, reads back, and lists what failed. It may run again; what still fails goes to the next list.',
  ],
  check: [
    'Xem kết quả xác minh của Nền tảng cho từng hồ sơ rồi kết thúc. Hồ sơ còn sai được đưa vào danh sách sau của xã.',
    'See what the platform now says of each record, then end the parcel. What is still wrong is offered as the next list.',
  ],
} as const satisfies Record<TaskStep, Text>;
