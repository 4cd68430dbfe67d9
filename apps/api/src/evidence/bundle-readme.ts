import {
  attestedOf,
  authorityCommands,
  block,
  CHAIN,
  FILES,
  handoverCommands,
  officialOf,
  optional,
  paperCommands,
  sealCommands,
  signedPapers,
} from './bundle-commands.ts';
import type { BundlePlan } from './bundle-plan.ts';

/** How to check a bundle with `openssl` and `sha256sum` alone: Vietnamese, then English, with the commands for its very files. */
export function readmeOf(plan: BundlePlan): string {
  return `${vietnamese(plan)}\n---\n\n${english(plan)}`;
}

function vietnamese(plan: BundlePlan): string {
  const { list, personal, exportedAt } = plan;
  const [official, attested] = [officialOf(plan), attestedOf(plan)];
  return `# Bộ hồ sơ minh chứng: ${list.communeName}, danh sách ${list.seq}

Xuất lúc ${exportedAt.toISOString()} (giờ UTC), đến sự kiện số ${list.eventNo}. Danh sách có ${list.recordCount} hồ sơ, ${plan.handovers.length} biên bản bàn giao.
${
  personal
    ? 'Bộ này CÓ dữ liệu cá nhân; việc xuất đã được ghi nhật ký cùng mục đích. Giữ kín và xóa khi xong việc.'
    : 'Bộ này KHÔNG có dữ liệu cá nhân: mỗi hồ sơ chỉ còn một mã băm có muối, không đoán ngược được. Vì vậy không thể tính lại mã băm các thay đổi của từng hồ sơ và của các trạng thái có ghi chú; đó không phải là lỗi.'
}

Không cần tin máy chủ đã xuất bộ này. Cần ba điều biết được **từ bên ngoài**:

1. **Dấu vân tay SHA-256 của chứng thư niêm phong** của máy chủ: hỏi đơn vị vận hành hoặc cơ quan giám sát (văn bản, trang công bố), không lấy trong bộ này.
2. **Dấu vân tay của chứng thư gốc (CA)** cấp chứng thư cho cán bộ: hỏi tổ chức chứng thực, không lấy trong bộ này.
3. **Dấu vân tay của chứng thư gốc cấp dấu thời gian (TSA)**: hỏi tổ chức cấp dấu thời gian, không lấy trong bộ này. Có nơi nó cùng một chứng thư với mục 2.

Cách nhanh: \`node verifier.mjs <tệp zip> --seal <dấu vân tay> --ca <dấu vân tay CA> --tsa <dấu vân tay CA cấp dấu thời gian>\`. Dưới đây là cách kiểm tra chỉ bằng \`openssl\` và \`sha256sum\`:
giải nén vào một thư mục trống, mở \`bash\` trong thư mục đó. Mỗi phần có thể chép nguyên vào \`bash\`. Đạt là khi mọi dòng kết quả đều là \`OK\`, \`Verification: OK\` hoặc \`CMS Verification successful\`; dòng nào có \`WRONG\`, \`FAILED\` hoặc \`failure\` thì tệp nêu ở đó đã bị thay đổi.
Lấy \`verifier.mjs\` từ nơi mình tin (cơ quan giám sát, hoặc tự dựng từ mã nguồn bằng \`npm run build:verifier\`), không lấy cùng chỗ với bộ hồ sơ.

## 1. Lời khai của máy chủ và chữ ký niêm phong

So dấu vân tay in ra với dấu vân tay đã biết từ bên ngoài; khác là DỪNG. Lệnh thứ hai phải in \`CMS Verification successful\`.

${block(sealCommands(plan))}

## 2. Mọi tệp đều đúng và không thừa tệp nào

${block(FILES)}

## 3. Chuỗi sự kiện không đứt, không bị cắt ở cuối

Mã băm của mỗi sự kiện được tính từ mã băm trước đó và nội dung của nó; mã cuối phải là mã trong lời khai.

${block(CHAIN)}

## 4. Biên bản chính thức (cán bộ ký bằng chứng thư số)

${
  official.length === 0
    ? 'Danh sách chưa có biên bản chính thức nào được ký.'
    : `So dấu vân tay in ra (CA của cán bộ, rồi CA cấp dấu thời gian) với dấu vân tay đã biết từ bên ngoài; khác là DỪNG. Chữ ký đúng nghĩa là: người có chứng thư đó đã ký đúng văn bản này, không ai sửa sau khi ký. Dòng \`subject=\` cho biết ai ký: OU là đơn vị, serialNumber là tên đăng nhập. \`openssl ts\` kiểm tra dấu thời gian trên chữ ký, \`openssl cms\` kiểm tra chữ ký tại thời điểm đó.

${block(authorityCommands(plan))}

${official.map((planned) => `Biên bản số ${planned.handover.number}:\n\n${block(handoverCommands(planned))}`).join('\n\n')}`
}

## 5. Biên bản do máy chủ chứng thực (không có chứng thư của cán bộ)

${
  attested.length === 0
    ? 'Không có.'
    : `Chữ ký là của máy chủ, chứng tỏ máy chủ đã ghi nhận như vậy, không phải chữ ký của cán bộ. Nội dung từng hồ sơ lúc đó không được lưu nên không tính lại được gốc Merkle.

${block(attested.flatMap(handoverCommands))}`
}

## 6. Bản giấy (PDF) đã ký

${
  signedPapers(plan).length === 0
    ? 'Không có.'
    : `Tệp PDF đúng là bản mà chuỗi sự kiện ghi nhận, và ghi đúng mã băm của biên bản.

${block(paperCommands(plan))}

Chữ ký bên trong PDF xem bằng phần mềm đọc PDF, hoặc bằng \`pdfsig\` (gói poppler-utils): phải in \`Signature is Valid\` cho từng chữ ký và \`Total document signed\` cho chữ ký cuối. \`Certificate issuer is unknown\` chỉ có nghĩa là máy này chưa cài CA nói trên.

${optional(signedPapers(plan).map((file) => `pdfsig ${file}`))}`
}

## Các tệp

- \`statement.json\`, \`.p7s\`: lời khai (mã băm mọi tệp, sự kiện cuối) và chữ ký niêm phong.
- \`handovers/<số>/\`: biên bản (\`manifest.json\`), ký nhận (\`receipt.json\`), chữ ký (\`.p7s\`), dấu thời gian (\`.tsr\`), chứng thư, danh sách thu hồi, bản giấy.
- \`records/<số>.ndjson\`: từng hồ sơ của biên bản chính thức: ${personal ? 'nội dung và muối' : 'chỉ mã băm có muối'}. Lá = SHA-256(0x00, muối, nội dung); gốc cây (RFC 6962) nằm trong biên bản.
- \`events.ndjson\`: chuỗi sự kiện. \`custody.ndjson\`: ai giữ hồ sơ nào, từ sự kiện nào.${personal ? ' `changes.ndjson`: giá trị cũ và mới của từng trường.' : ' Không có `changes.ndjson` và `state.ndjson`.'}
- \`sets.ndjson\`: giá trị đặt một lần cho nhiều hồ sơ (chỉ có mã).${personal ? ' `state.ndjson`: mọi thay đổi của danh sách, phần bàn giao, việc và biên bản.' : ''}
- \`certificates/\`: chứng thư niêm phong, CA, đăng ký chứng thư của cán bộ (theo máy chủ khai). \`temporal/\`: lịch sử quy trình.
`;
}

function english(plan: BundlePlan): string {
  const { list, personal, exportedAt } = plan;
  const [official, attested] = [officialOf(plan), attestedOf(plan)];
  return `# Evidence bundle: ${list.communeName}, list ${list.seq}

Exported at ${exportedAt.toISOString()}, up to event ${list.eventNo}. The list has ${list.recordCount} records and ${plan.handovers.length} handovers.
${
  personal
    ? 'This bundle HOLDS personal data; the export is in the access log with its purpose. Keep it closed and delete it when done.'
    : 'This bundle holds NO personal data: of each record there is one salted hash that cannot be guessed back. The hashes over changed values and over states with notes therefore cannot be computed again; that is no failure.'
}

The server that wrote this need not be trusted. Three things must be known **from outside**:

1. **The SHA-256 fingerprint of the server's seal certificate**: ask the operator or the supervising authority (a letter, a published page); never take it from this bundle.
2. **The fingerprint of the root certificate (CA)** that issued the officers' certificates: ask the certification authority; never take it from this bundle.
3. **The fingerprint of the root certificate of the time-stamp authority (TSA)**: ask the time-stamp authority; never take it from this bundle. It may be the same certificate as in 2.

The quick way: \`node verifier.mjs <zip file> --seal <fingerprint> --ca <CA fingerprint> --tsa <fingerprint of the time stamps' CA> --lang en\`. What follows uses \`openssl\` and \`sha256sum\` alone:
unpack into an empty folder and open \`bash\` in it. Each part can be pasted into \`bash\` as it is. It has passed when every line of the result is \`OK\`, \`Verification: OK\` or \`CMS Verification successful\`; a line with \`WRONG\`, \`FAILED\` or \`failure\` names the file that was changed.
Take \`verifier.mjs\` from a place you trust (the supervising authority, or build it from source with \`npm run build:verifier\`), not from where the bundle came from.

## 1. The server's statement and its seal

Compare the printed fingerprint with the one known from outside; if it differs, STOP. The second command must print \`CMS Verification successful\`.

${block(sealCommands(plan))}

## 2. Every file is as stated, and there is none besides

${block(FILES)}

## 3. The chain of events is unbroken and not cut off at its end

The hash of each event is computed from the hash before it and its own text; the last one must be the one in the statement.

${block(CHAIN)}

## 4. Official handovers (signed by officers with their certificates)

${
  official.length === 0
    ? 'No official handover of this list has been signed yet.'
    : `Compare the printed fingerprints (the officers' CA, then the time stamps' CA) with those known from outside; if one differs, STOP. A valid signature means: the holder of that certificate signed exactly this text, and nobody changed it afterwards. The line \`subject=\` tells who signed: OU is the office, serialNumber the login. \`openssl ts\` checks the time stamp over the signature, \`openssl cms\` the signature at that moment.

${block(authorityCommands(plan))}

${official.map((planned) => `Handover ${planned.handover.number}:\n\n${block(handoverCommands(planned))}`).join('\n\n')}`
}

## 5. Handovers attested by the server (no officer's certificate)

${
  attested.length === 0
    ? 'None.'
    : `The signature is the server's: it shows what the server recorded, it is no officer's signature. The records as they were at that moment are not kept, so the Merkle root cannot be computed again.

${block(attested.flatMap(handoverCommands))}`
}

## 6. Signed papers (PDF)

${
  signedPapers(plan).length === 0
    ? 'None.'
    : `The PDF is the one that the chain of events names, and it states the hash of its manifest.

${block(paperCommands(plan))}

The signatures inside a PDF are shown by a PDF reader, or by \`pdfsig\` (package poppler-utils): it must print \`Signature is Valid\` for each signature and \`Total document signed\` for the last one. \`Certificate issuer is unknown\` only means that this machine does not have the CA above installed.

${optional(signedPapers(plan).map((file) => `pdfsig ${file}`))}`
}

## The files

- \`statement.json\`, \`.p7s\`: the statement (hashes of all files, last event) and the seal over it.
- \`handovers/<number>/\`: manifest, receipt, signatures (\`.p7s\`), time stamps (\`.tsr\`), certificates, list of revoked certificates, the paper.
- \`records/<number>.ndjson\`: the records of an official handover: ${personal ? 'their text and salt' : 'salted hashes alone'}. Leaf = SHA-256(0x00, salt, text); the root of the tree (RFC 6962) stands in the manifest.
- \`events.ndjson\`: the chain of events. \`custody.ndjson\`: who holds which record from which event on.${personal ? ' `changes.ndjson`: old and new value of each field.' : ' There is no `changes.ndjson` and no `state.ndjson`.'}
- \`sets.ndjson\`: values that many records got at once (codes alone).${personal ? ' `state.ndjson`: every change of the list, its parcels, tasks and handovers.' : ''}
- \`certificates/\`: the seal, the CA, the enrolment of officers' certificates (as the server states it). \`temporal/\`: histories of the process.
`;
}
