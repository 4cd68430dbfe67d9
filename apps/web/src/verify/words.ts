import { defineWords } from '../language/words.ts';

export const VERIFY_WORDS = defineWords({
  title: ['Kiểm tra hộ chiếu vắc xin', 'Check a vaccine passport'],
  hint: [
    'Quét mã QR, chọn ảnh hoặc dán nội dung mã. Việc kiểm tra diễn ra trên thiết bị này; mã không được gửi đi.',
    'Scan the QR code, choose a picture, or paste its text. The check runs on this device; the code is sent nowhere.',
  ],
  scan: ['Quét bằng máy ảnh', 'Scan with the camera'],
  stop: ['Dừng quét', 'Stop scanning'],
  file: ['Chọn ảnh mã QR', 'Choose a picture'],
  text: ['Nội dung mã (HC1:…)', 'Text of the code (HC1:…)'],
  check: ['Kiểm tra', 'Check'],
  again: ['Kiểm tra mã khác', 'Check another'],
  noCamera: [
    'Không mở được máy ảnh. Đề nghị cho phép dùng máy ảnh, hoặc chọn ảnh.',
    'The camera cannot be opened. Allow it, or choose a picture.',
  ],
  noCode: ['Không tìm thấy mã QR trong ảnh.', 'There is no QR code in the picture.'],
  notReady: [
    'Chưa tải được danh sách đơn vị ký. Đề nghị kết nối mạng một lần.',
    'The list of signers has not been loaded yet. Connect to the network once.',
  ],
  lists: ['Danh sách đơn vị ký và thu hồi: cập nhật {at}', 'Lists of signers and revocations: of {at}'],
  outdated: ['Danh sách đã cũ; đề nghị kết nối mạng.', 'The lists are old; connect to the network.'],
  refresh: ['Cập nhật danh sách', 'Update the lists'],
  name: ['Họ và tên', 'Name'],
  birth: ['Ngày sinh', 'Date of birth'],
  dose: ['Mũi tiêm', 'Dose'],
  doseOf: ['{n} trên {of}', '{n} of {of}'],
  on: ['Ngày tiêm', 'Date of vaccination'],
  product: ['Vắc xin', 'Vaccine'],
  country: ['Nước cấp', 'Country'],
  issuer: ['Đơn vị cấp', 'Issuer'],
  certificate: ['Mã chứng nhận', 'Certificate'],
  compare: [
    'Đối chiếu họ tên và ngày sinh với giấy tờ tùy thân.',
    'Compare name and date of birth with an identity document.',
  ],
});
