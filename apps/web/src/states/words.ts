import { defineWords } from '../language/words.ts';

export const STATE_WORDS = defineWords({
  loading: ['Đang tải ...', 'Loading ...'],
  retry: ['Thử lại', 'Try again'],
  lost: ['Mất kết nối', 'No connection'],
  lostDetail: [
    'Không liên lạc được với máy chủ. Kiểm tra đường truyền rồi thử lại; dữ liệu đã nhập vẫn được giữ trên máy này.',
    'The server cannot be reached. Check the line and try again; what was entered is still on this device.',
  ],
  failed: ['Trang này gặp lỗi', 'Something went wrong on this page'],
  failedDetail: [
    'Tải lại trang. Nếu vẫn lỗi, báo quản trị hệ thống kèm thời điểm xảy ra.',
    'Load the page again. If it happens again, tell the administrator when it happened.',
  ],
  noPermission: ['Không có quyền thực hiện chức năng này', 'Not permitted'],
  noPermissionDetail: [
    'Vai trò hiện tại ({role}) không dùng trang này. Chọn vai trò khác ở góc trên bên phải, hoặc về trang Công việc.',
    'The present role ({role}) has no use of this page. Choose another post at the top right, or go back to the inbox.',
  ],
  home: ['Về trang chính', 'To the home page'],
  notFound: ['Không có trang này', 'There is no such page'],
  notFoundDetail: [
    'Địa chỉ sai hoặc trang đã chuyển đi. Về trang chính để tiếp tục.',
    'The address is wrong, or the page has moved. Go on from the home page.',
  ],
});
