import { describePdf, pdfOfContent } from '#signatures/pdf-content';
import { isPdf } from '#signatures/pdf-signature';
import type { Manifest, Receipt } from '#domain/handovers/manifest';
import type { PoliceOutcome, VillageOutcome } from '#domain/process/outcomes';
import type { Step } from '#domain/process/steps';

/** What an officer is told before signing. */
export interface Description {
  readonly title: string;
  /** One sentence: what the signature means. */
  readonly meaning: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
  /** False when the content is of no kind the agent knows: the officer is warned. */
  readonly known: boolean;
  /** True when the window can show the document itself. */
  readonly document?: boolean;
}

const STEPS: Readonly<Record<Step, string>> = {
  open: 'Mở danh sách',
  compile: 'Lập danh sách',
  assign: 'Phân về thôn',
  review: 'Rà soát tại thôn',
  forward: 'Chuyển công an',
  verify: 'Đối chiếu',
  sign: 'Ký và bàn giao',
  receive: 'Tiếp nhận',
  update: 'Cập nhật nền tảng',
  check: 'Kiểm tra kết quả',
};

const OUTCOMES: Readonly<Record<VillageOutcome | PoliceOutcome | 'none', string>> = {
  corrected: 'đã sửa',
  confirmed: 'xác nhận đúng',
  resides_elsewhere: 'thường trú nơi khác',
  moved_away: 'đã chuyển đi',
  deceased: 'đã chết',
  unreachable: 'không liên hệ được',
  duplicate: 'trùng',
  foreigner: 'người nước ngoài',
  matches: 'khớp',
  list_corrected: 'sửa danh sách',
  number_supplied: 'bổ sung số định danh',
  population_corrected: 'sửa CSDL quốc gia về dân cư',
  supplemented: 'bổ sung vào CSDL quốc gia về dân cư',
  not_in_population: 'không có trong CSDL quốc gia về dân cư',
  cannot_verify: 'không xác minh được',
  exempt: 'miễn đối chiếu (người nước ngoài)',
  none: 'chưa có kết quả',
};

const LIST_AT_MOST = 50;

/** Puts what is to be signed into Vietnamese words. Content of another kind, or not readable, is described as unknown. */
export function describe(content: Buffer): Description {
  try {
    if (isPdf(content)) return describeDocument(content);
    const document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content)) as
      Partial<Manifest> | Partial<Receipt> | null;
    if (document?.type === 'ban-giao/manifest' && document.version === 2)
      return describeManifest(document as Manifest);
    if (document?.type === 'ban-giao/receipt' && document.version === 1)
      return describeReceipt(document as Receipt);
    if (isChallenge(document)) return describeChallenge(document);
  } catch {
    // Not JSON, or a document with parts missing: the officer is told that it is unknown.
  }
  return {
    title: 'Nội dung không xác định',
    meaning: 'Chương trình ký không nhận ra nội dung này. Chỉ ký khi bạn biết chắc mình đang ký gì.',
    rows: [['Độ dài', `${content.length} byte`]],
    known: false,
  };
}

function describeDocument(content: Buffer): Description {
  const { title, subject, author, keywords, reason, signedBefore } = describePdf(pdfOfContent(content));
  return {
    title,
    meaning: `Bạn ký văn bản PDF "${title}": ${subject}.`,
    rows: [
      ['Mục đích ký', reason],
      ['Cơ quan ban hành', author],
      ['Chữ ký đã có', `${signedBefore}`],
      ['Nhận dạng', keywords],
      ['Độ dài', `${content.length} byte`],
    ],
    known: keywords.startsWith('ban-giao/paper '),
    document: true,
  };
}

function describeManifest(manifest: Manifest): Description {
  const { from, to, recordCount } = manifest;
  return {
    title: `Biên bản bàn giao số ${manifest.number}`,
    meaning: `Bạn ký để bàn giao ${recordCount} hồ sơ từ ${party(from)} cho ${party(to)}.`,
    rows: [
      ['Bên giao', party(from)],
      ['Bên nhận', party(to)],
      ['Số hồ sơ', `${recordCount}`],
      ['Hồ sơ số', manifest.records],
      ['Lô', manifest.parcels.join(', ')],
      ['Bước', STEPS[manifest.step] ?? manifest.step],
      ['Kết quả của thôn', counts(manifest.outcomes.village)],
      ['Kết quả của công an', counts(manifest.outcomes.police)],
      ['Xã, phường, thị trấn', manifest.communeCode],
      ['Danh sách', manifest.listId],
      ['Chiến dịch', manifest.campaignId],
      ['Chốt lúc', moment(manifest.frozenAt)],
      ['Thời hạn tiếp nhận', `${Math.round(manifest.acceptWithinMs / 360_000) / 10} giờ làm việc`],
      ['Mã gốc của hồ sơ (Merkle)', manifest.merkleRoot],
      ['Sự kiện cuối', `số ${manifest.head.eventNo}, ${manifest.head.hash}`],
      ['Biên bản trước', manifest.previousHandover ?? 'không có'],
    ],
    known: true,
  };
}

function describeReceipt(receipt: Receipt): Description {
  const { from, to, acceptedCount, refused } = receipt;
  const refusing = refused.length > 0 ? `, từ chối ${refused.length} hồ sơ` : '';
  return {
    title: `Biên nhận bàn giao số ${receipt.number}`,
    meaning: `Bạn ký để xác nhận ${party(to)} đã nhận ${acceptedCount} hồ sơ từ ${party(from)}${refusing}.`,
    rows: [
      ['Bên giao', party(from)],
      ['Bên nhận', party(to)],
      ['Số hồ sơ được giao', `${receipt.recordCount}`],
      ['Số hồ sơ nhận', `${acceptedCount}`],
      ...refused
        .slice(0, LIST_AT_MOST)
        .map(({ recordNo, reason }): [string, string] => [`Từ chối hồ sơ số ${recordNo}`, reason]),
      ...(refused.length > LIST_AT_MOST
        ? [['Và', `${refused.length - LIST_AT_MOST} hồ sơ bị từ chối nữa, xem nội dung đầy đủ`] as const]
        : []),
      ['Danh sách', receipt.listId],
      ['Mã băm của biên bản', receipt.manifestHash],
      ['Lập lúc', moment(receipt.at)],
    ],
    known: true,
  };
}

interface Challenge {
  readonly type: 'ban-giao/certificate-challenge';
  readonly officeId: string;
  readonly expiresAt: string;
}

function isChallenge(document: object | null): document is Challenge {
  return document !== null && 'type' in document && document.type === 'ban-giao/certificate-challenge';
}

function describeChallenge({ officeId, expiresAt }: Challenge): Description {
  return {
    title: 'Đăng ký chứng thư số',
    meaning: `Bạn ký để chứng minh chứng thư số này là của bạn và đăng ký dùng tại đơn vị ${officeId}.`,
    rows: [
      ['Đơn vị', officeId],
      ['Có hiệu lực đến', moment(expiresAt)],
    ],
    known: true,
  };
}

function party({ name, officeId }: { name: string; officeId: string }): string {
  return `${name} (${officeId})`;
}

function counts(outcomes: Readonly<Record<string, number>>): string {
  const words: Readonly<Record<string, string>> = OUTCOMES;
  const parts = Object.entries(outcomes).map(([outcome, count]) => `${words[outcome] ?? outcome}: ${count}`);
  return parts.join('; ') || 'không có';
}

function moment(iso: string): string {
  return new Date(iso).toLocaleString('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh' });
}
