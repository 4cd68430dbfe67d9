import { defineWords } from '../language/words.ts';

export const SIGNING_WORDS = defineWords({
  title: ['Ký số', 'Sign'],
  whatIsSigned: ['Nội dung sẽ ký', 'What is signed'],
  openWindow: ['Mở cửa sổ nhập mã PIN', 'Open the window for the PIN'],
  waiting: [
    'Nhập mã PIN trong cửa sổ của chương trình ký số. Trang này không bao giờ thấy mã PIN.',
    'Enter the PIN in the signing agent’s own window. This page never sees the PIN.',
  ],
  cancel: ['Hủy bỏ', 'Cancel'],
  unreachable: [
    'Không gọi được chương trình ký số trên máy này. Kiểm tra chương trình đã chạy chưa, rồi thử lại.',
    'The signing agent on this computer does not answer. Check that it runs, then try again.',
  ],
  declined: [
    'Chưa ký: đã chọn không ký trong cửa sổ nhập mã PIN.',
    'Not signed: it was declined in the PIN window.',
  ],
  pin_locked: [
    'Mã PIN đã bị khóa sau nhiều lần sai. Liên hệ đơn vị cấp chứng thư số.',
    'The PIN is locked after wrong tries. Ask whoever issued the certificate.',
  ],
  expired: ['Hết thời gian chờ nhập mã PIN. Thử lại.', 'The PIN window waited too long. Try again.'],
  no_certificate: ['Tài khoản này chưa có chứng thư số.', 'This account has no certificate.'],
  not_allowed: [
    'Chương trình ký số không cho phép trang này gọi.',
    'The signing agent does not allow this page.',
  ],
  responsible: [
    'Tôi đã kiểm tra và chịu trách nhiệm về nội dung danh sách này.',
    'I have checked this list and answer for what it says.',
  ],
});
