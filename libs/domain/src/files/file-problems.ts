/** Why a file is refused as a whole, and what to do about it. Texts never quote the file. */
export const FILE_REFUSALS = {
  empty: {
    vi: 'Tệp rỗng. Đề nghị chọn lại tệp đã lưu.',
    en: 'The file is empty. Choose the saved file again.',
  },
  too_large: {
    vi: 'Tệp quá lớn. Đề nghị xóa hình ảnh, trang tính thừa rồi lưu lại, hoặc chia thành nhiều tệp.',
    en: 'The file is too large. Remove pictures and spare sheets and save again, or split it.',
  },
  too_big_unpacked: {
    vi: 'Nội dung nén trong tệp quá lớn so với một danh sách. Đề nghị sao chép danh sách sang tệp mới rồi gửi lại.',
    en: 'What is packed in the file is far too large for a list. Copy the list into a new file and send that.',
  },
  too_many_rows: {
    vi: 'Tệp có quá nhiều dòng dữ liệu. Đề nghị chia thành nhiều tệp.',
    en: 'The file has too many rows of data. Split it into several files.',
  },
  cell_too_long: {
    vi: 'Tệp có ô chứa lượng chữ quá lớn. Đề nghị xóa nội dung ô đó rồi gửi lại.',
    en: 'A cell of the file holds far too much text. Clear that cell and send the file again.',
  },
  takes_too_long: {
    vi: 'Đọc tệp mất quá nhiều thời gian nên đã dừng. Đề nghị sao chép danh sách sang tệp mới rồi gửi lại.',
    en: 'Reading the file took too long and was stopped. Copy the list into a new file and send that.',
  },
  needs_too_much_memory: {
    vi: 'Đọc tệp cần quá nhiều bộ nhớ nên đã dừng. Đề nghị sao chép danh sách sang tệp mới rồi gửi lại.',
    en: 'Reading the file needed too much memory and was stopped. Copy the list into a new file and send that.',
  },
  damaged: {
    vi: 'Tệp bị hỏng hoặc tải lên chưa đầy đủ. Đề nghị mở lại bằng Excel, lưu thành tệp mới rồi gửi lại.',
    en: 'The file is damaged or incomplete. Open it in Excel, save it as a new file and send that.',
  },
  encrypted: {
    vi: 'Tệp có mật khẩu nên không đọc được. Đề nghị bỏ mật khẩu mở tệp rồi gửi lại.',
    en: 'The file has a password and cannot be read. Remove the password and send it again.',
  },
  macros: {
    vi: 'Tệp chứa macro nên không được nhận. Đề nghị lưu thành tệp .xlsx (không có macro) rồi gửi lại.',
    en: 'The file contains macros and is not accepted. Save it as .xlsx without macros and send that.',
  },
  unsafe_xml: {
    vi: 'Tệp chứa khai báo không an toàn (DOCTYPE) nên không được nhận. Đề nghị tạo tệp mới bằng Excel.',
    en: 'The file contains an unsafe declaration (DOCTYPE) and is not accepted. Make a new file with Excel.',
  },
  ods: {
    vi: 'Tệp .ods chưa được hỗ trợ. Đề nghị lưu thành .xlsx (Tệp, Lưu thành) rồi gửi lại.',
    en: '.ods files are not read. Save as .xlsx and send that.',
  },
  xlsb: {
    vi: 'Tệp .xlsb chưa được hỗ trợ. Đề nghị lưu thành .xlsx rồi gửi lại.',
    en: '.xlsb files are not read. Save as .xlsx and send that.',
  },
  html: {
    vi: 'Tệp thực chất là trang web (HTML), không phải Excel. Đề nghị mở bằng Excel, lưu thành .xlsx rồi gửi lại.',
    en: 'The file is a web page (HTML) and no Excel file. Open it in Excel, save as .xlsx and send that.',
  },
  xml: {
    vi: 'Tệp là bảng tính dạng XML cũ. Đề nghị mở bằng Excel, lưu thành .xlsx rồi gửi lại.',
    en: 'The file is an old XML spreadsheet. Open it in Excel, save as .xlsx and send that.',
  },
  not_a_table: {
    vi: 'Tệp không phải bảng tính Excel (.xlsx, .xls) hay CSV.',
    en: 'The file is neither an Excel workbook (.xlsx, .xls) nor CSV.',
  },
  no_sheet: {
    vi: 'Tệp không có trang tính nào đọc được.',
    en: 'The file has no sheet that can be read.',
  },
  header_not_found: {
    vi: 'Tệp không đúng mẫu: không tìm thấy dòng tiêu đề với các cột cần có. Đề nghị tải tệp mẫu, hoặc ghép cột cho mẫu của đơn vị.',
    en: 'The file does not follow the template: no heading row with the needed columns was found. Download the template, or map the columns of your own.',
  },
  header_twice: {
    vi: 'Tệp không đúng mẫu: có cột tiêu đề bị lặp lại. Đề nghị xóa cột thừa.',
    en: 'The file does not follow the template: a column appears twice. Delete the spare one.',
  },
  other_task: {
    vi: 'Tệp thuộc công việc khác, vòng khác hoặc lần nhận việc khác. Đề nghị tải lại tệp của công việc này.',
    en: 'The file belongs to another task, round or claim. Download the file of this task again.',
  },
  forged: {
    vi: 'Dấu kiểm tra của tệp không đúng; tệp đã bị sửa phần ẩn. Đề nghị tải lại tệp.',
    en: 'The file’s check mark is not right; its hidden part was changed. Download the file again.',
  },
  not_signed: {
    vi: 'Tệp kết quả phải được ký bằng chứng thư của đơn vị (openssl cms -sign). Đề nghị ký rồi gửi lại.',
    en: 'The results must be signed with the office’s certificate (openssl cms -sign). Sign the file and send it again.',
  },
  no_rows: {
    vi: 'Tệp không có dòng dữ liệu nào.',
    en: 'The file has no row of data.',
  },
} as const;
export type FileRefusal = keyof typeof FILE_REFUSALS;

/** What a reader did with something unusual in a file that it has read all the same. */
export const FILE_WARNINGS = {
  wrong_extension: {
    vi: 'Đuôi tệp không đúng với nội dung; tệp được đọc theo nội dung.',
    en: 'The file’s extension does not fit its contents; it was read by its contents.',
  },
  external_links: {
    vi: 'Tệp có liên kết đến tệp khác; liên kết bị bỏ qua, không mở.',
    en: 'The file links to other files; the links were ignored and not opened.',
  },
  hidden_rows: {
    vi: 'Tệp có dòng bị ẩn; các dòng ẩn vẫn được đọc.',
    en: 'The file has hidden rows; they were read, too.',
  },
  hidden_columns: {
    vi: 'Tệp có cột bị ẩn; các cột ẩn vẫn được đọc.',
    en: 'The file has hidden columns; they were read, too.',
  },
  merged_cells: {
    vi: 'Tệp có ô bị gộp; ô gộp trong vùng dữ liệu được báo lỗi ở từng dòng.',
    en: 'The file has merged cells; those among the data are reported row by row.',
  },
  mixed_encodings: {
    vi: 'Tệp lẫn nhiều bảng mã; mỗi dòng được đọc theo bảng mã của dòng đó.',
    en: 'The file mixes encodings; each line was read in its own.',
  },
  legacy_encoding: {
    vi: 'Tệp dùng bảng mã cũ và đã được chuyển sang Unicode; đề nghị kiểm tra dấu.',
    en: 'The file was in an old encoding and was turned into Unicode; check the marks.',
  },
  other_sheets: {
    vi: 'Tệp có nhiều trang tính; chỉ trang có danh sách được đọc.',
    en: 'The file has several sheets; only the one with the list was read.',
  },
  spare_columns: {
    vi: 'Tệp có cột không dùng đến; các cột đó bị bỏ qua.',
    en: 'The file has columns that are not needed; they were ignored.',
  },
} as const;
export type FileWarning = keyof typeof FILE_WARNINGS;
