import { defineWords } from '../language/words.ts';

export const SHELL_WORDS = defineWords({
  product: ['Bàn Giao', 'Bàn Giao'],
  claim: [
    'Bàn giao danh sách làm sạch dữ liệu tiêm chủng, có ký nhận',
    'Handing over vaccination records, signed and acknowledged',
  ],
  signIn: ['Đăng nhập', 'Sign in'],
  signInHint: [
    'Dùng tài khoản công vụ do đơn vị cấp. Mật khẩu chỉ được nhập ở trang đăng nhập của máy chủ định danh.',
    'Use the account of your office. The password is only entered on the identity provider’s own page.',
  ],
  signOut: ['Đăng xuất', 'Sign out'],
  unsent: ['Còn hồ sơ chưa gửi lên máy chủ', 'Some records have not reached the server'],
  unsentDetail: [
    'Đăng xuất sẽ xóa các hồ sơ này khỏi máy. Chờ có mạng để gửi xong rồi đăng xuất.',
    'Signing out wipes them from this device. Wait until they have been sent.',
  ],
  signOutAnyway: ['Vẫn đăng xuất, xóa khỏi máy', 'Sign out and wipe them'],
  skip: ['Đến nội dung chính', 'Skip to the content'],
  menu: ['Các trang', 'Pages'],
  openMenu: ['Mở danh mục trang', 'Open the list of pages'],
  language: ['English', 'Tiếng Việt'],
  toDark: ['Giao diện tối', 'Dark appearance'],
  toLight: ['Giao diện sáng', 'Light appearance'],
  account: ['Tài khoản', 'Account'],
  actingAs: ['Đang làm việc với vai trò', 'Acting as'],
  onBehalf: ['thay {name}', 'for {name}'],
  noPost: ['Tài khoản này chưa được giao vai trò nào', 'This account has no post'],
  noPostDetail: [
    'Đề nghị quản trị hệ thống của tỉnh giao vai trò tại đơn vị, rồi đăng nhập lại.',
    'Ask the province’s administrator for a post in your office, then sign in again.',
  ],
  ended: ['Phiên làm việc đã hết', 'The session has ended'],
  endedDetail: [
    'Đăng nhập lại để tiếp tục. Những gì đã nhập trên trang này vẫn còn.',
    'Sign in again to go on. What was entered on this page is still here.',
  ],
  stepUp: ['Cần nhập lại mật khẩu', 'The password is needed again'],
  stepUpDetail: [
    'Việc ký và bàn giao cần lần đăng nhập mới. Trang đăng nhập mở ở cửa sổ riêng; xong thì việc đang làm tự chạy tiếp.',
    'Signing and handing over need a fresh sign-in. It opens in a window of its own; afterwards what you were doing goes on by itself.',
  ],
  stepUpGo: ['Nhập mật khẩu', 'Enter the password'],
  stepUpWaiting: ['Đang chờ đăng nhập ở cửa sổ kia ...', 'Waiting for the other window ...'],
  cancel: ['Hủy bỏ', 'Cancel'],
  signedIn: ['Đã đăng nhập lại. Có thể đóng cửa sổ này.', 'Signed in again. You can close this window.'],
  keys: ['Phím tắt', 'Keyboard'],
  keysHelp: ['Danh sách phím tắt này', 'This list of keys'],
  offline: ['Mất kết nối, dữ liệu được giữ trên máy', 'No connection; data is kept on this device'],
});
