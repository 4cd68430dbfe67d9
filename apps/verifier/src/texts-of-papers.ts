import { text, type Text } from './text.ts';

/** What findings on papers and on histories of the process say. */
export const TEXTS_OF_PAPERS = {
  papers_none: text('Bộ hồ sơ không có bản giấy (PDF).', 'The bundle has no papers (PDF).'),
  papers_unsigned: text(
    '{papers} bản giấy (PDF) không có chữ ký; chúng ghi đúng mã băm của biên bản, phần còn lại theo lời khai của máy chủ.',
    '{papers} papers (PDF) bear no signature; they state the hash of their manifest, the rest is as the server states.',
  ),
  paper_issued: text(
    '{file}: văn bản số {paperNumber} ghi đúng mã băm của biên bản {number}; cán bộ {login} đã ký, văn thư {clerk} đã ký bằng chứng thư của {office}; chữ ký cơ quan bao trùm toàn bộ văn bản, không có gì bị sửa sau khi ký.',
    "{file}: paper {paperNumber} states the hash of handover {number}; signed by officer {login}, then by clerk {clerk} with the certificate of {office}; the organisation's signature covers the whole document, and nothing was changed after signing.",
  ),
  paper_signed: text(
    '{file}: ghi đúng mã băm của biên bản {number}; cán bộ {login} đã ký toàn bộ văn bản; cơ quan {office} chưa ký phát hành.',
    '{file}: states the hash of handover {number}; officer {login} signed the whole document; {office} has not issued it yet.',
  ),
  paper_form: text(
    '{file}: không phải là tệp PDF đúng cấu trúc của sản phẩm.',
    '{file}: is not a PDF file of the form that the product writes.',
  ),
  paper_other_manifest: text(
    '{file}: không ghi mã băm của biên bản {number}, hoặc ghi mã của biên bản khác.',
    '{file}: does not state the hash of manifest {number}, or states another one.',
  ),
  paper_event_differs: text(
    '{file}: khác với bản đã ký ghi trong sự kiện {no}.',
    '{file}: is not the signed paper that event {no} tells of.',
  ),
  paper_signatures_differ: text(
    '{file}: các chữ ký trong PDF ({found}) khác với các chữ ký mà sự kiện ghi nhận ({wanted}).',
    '{file}: the signatures in the PDF ({found}) are not those that the events tell of ({wanted}).',
  ),
  paper_not_whole: text(
    '{file}: chữ ký cuối không bao trùm toàn bộ văn bản.',
    '{file}: its last signature does not cover the whole document.',
  ),
  paper_signature_wrong: text(
    '{file}: chữ ký {field} trong PDF không hợp lệ ({reason}).',
    '{file}: signature {field} in the PDF is not valid ({reason}).',
  ),
  paper_changed_later: text(
    '{file}: văn bản đã bị sửa sau chữ ký {field}.',
    '{file}: the document was changed after signature {field}.',
  ),
  paper_other_signer: text(
    '{file}: chữ ký {field} được tạo bằng chứng thư khác với chứng thư ghi trong sự kiện {no}.',
    '{file}: signature {field} was made with another certificate than the one in event {no}.',
  ),
  paper_revocation_unknown: text(
    '{file}: bộ hồ sơ không có danh sách thu hồi của lúc ký {field}, nên không biết chứng thư khi đó đã bị thu hồi hay chưa.',
    '{file}: there is no list of revoked certificates of the moment of signature {field}, so it is not known whether the certificate had been revoked.',
  ),
  history_ok: text(
    '{files} lịch sử quy trình khớp với mã băm trong chuỗi sự kiện.',
    '{files} histories of the process fit the hashes in the chain of events.',
  ),
  history_differs: text(
    '{file}: không phải là lịch sử mà chuỗi sự kiện ghi nhận.',
    '{file}: is not the history that the chain of events tells of.',
  ),
  history_lost: text(
    'Sự kiện {no} ghi rằng lịch sử quy trình (hoặc phần đầu của nó) đã mất cùng cơ sở dữ liệu của Temporal; các sự kiện không bị ảnh hưởng.',
    "Event {no} says that the history of the process, or its beginning, was lost with Temporal's database; the events are not touched by that.",
  ),
  history_none: text('Bộ hồ sơ không có lịch sử quy trình.', 'The bundle has no histories of the process.'),
} as const satisfies Record<string, Text>;
