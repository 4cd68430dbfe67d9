import { text } from './problem-text.ts';

/** Refusals of sign-in, sessions and posts. */
export const ACCESS_TEXTS = {
  sign_in_failed: text(
    'Đăng nhập không thành công',
    'Máy chủ định danh không xác nhận lần đăng nhập này. Đề nghị đăng nhập lại.',
    'Sign-in failed',
    'The identity provider did not confirm this sign-in. Sign in again.',
  ),
  step_up_needed: text(
    'Cần xác thực lại trước khi ký',
    'Lần đăng nhập gần nhất đã quá lâu. Đề nghị đăng nhập lại theo địa chỉ ở mục signIn, rồi thực hiện lại với cùng khóa Idempotency-Key.',
    'A fresh sign-in is needed before signing',
    'The last sign-in is too long ago. Sign in again at the address in signIn, then repeat the request with the same Idempotency-Key.',
  ),
  csrf_failed: text(
    'Yêu cầu không đến từ trang của hệ thống',
    'Thiếu hoặc sai mã X-CSRF-Token. Đề nghị tải lại trang.',
    'The request does not come from the product’s own pages',
    'X-CSRF-Token is missing or wrong. Load the page again.',
  ),
  campaign_not_ready: text(
    'Chưa đủ điều kiện mở đợt làm sạch dữ liệu',
    'Có đơn vị thiếu người, thiếu chứng thư số hoặc không bảo đảm phân tách nhiệm vụ. Đề nghị bổ sung, hoặc mở với force và lý do.',
    'The campaign is not ready to be opened',
    'Offices lack staff, certificates or separation of duty. Complete them, or open with force and a reason.',
  ),
  membership_not_found: text(
    'Không tìm thấy vị trí công tác',
    'Vị trí không tồn tại hoặc đã kết thúc. Đề nghị tải lại danh sách.',
    'Post not found',
    'It does not exist or has ended. Load the list again.',
  ),
  post_not_grantable: text(
    'Không được giao vị trí này',
    'Vai trò của người dùng không được giao hoặc kết thúc vị trí này, hoặc đơn vị không có vai trò đó.',
    'This post is not yours to give or end',
    'Your role may not give or end this post, or the office has no such role.',
  ),
} as const;
