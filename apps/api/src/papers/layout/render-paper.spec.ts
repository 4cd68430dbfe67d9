import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaperFacts } from '#domain/papers/paper-facts';
import { forOfficer, forOrganisation } from '../stamping.ts';
import { samplePaper } from './paper-samples.ts';
import { renderPaper } from './render-paper.ts';
import { inFiguresAndWords, recordNumbers } from './words.ts';

const URL = 'https://bangiao.example/verify/handovers/x#y';
const folder = mkdtempSync(join(tmpdir(), 'ban-giao-layout-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const withPoppler = spawnSync('pdftotext', ['-v']).status === 0 ? describe : describe.skip;

function program(name: string, args: readonly string[], pdf: Buffer): string {
  const file = join(folder, `${name}.pdf`);
  writeFileSync(file, pdf);
  const { stdout } = spawnSync(name, [...args, file, ...(name === 'pdftotext' ? ['-'] : [])], {
    encoding: 'utf8',
  });
  return stdout.normalize('NFC').replace(/\s+/g, ' ');
}
const textOf = (pdf: Buffer) => program('pdftotext', ['-layout'], pdf);

describe('a paper', () => {
  it('has the same bytes when it is written again from the same facts', async () => {
    const [first, again] = [await renderPaper(samplePaper(), URL), await renderPaper(samplePaper(), URL)];
    expect(first.equals(again)).toBe(true);
  });

  it('writes counts in figures and in words as offices do', () => {
    expect(inFiguresAndWords(1_015)).toBe('1.015 (một nghìn không trăm mười lăm)');
    expect(inFiguresAndWords(905)).toBe('905 (chín trăm linh năm)');
    expect(inFiguresAndWords(0)).toBe('0 (không)');
    expect(recordNumbers('{[1,4),[7,8)}')).toBe('1-3, 7');
    expect(recordNumbers('{[1,2),[3,4),[5,9)}', 2)).toBe('từ 1 đến 8 (không liên tục, theo bản kê đã ký)');
  });
});

withPoppler('the parts that Nghị định 30/2020 asks for', () => {
  let text: string;
  let pdf: Buffer;
  beforeAll(async () => {
    const facts = samplePaper();
    const at = new Date('2022-02-03T04:05:06.000Z');
    pdf = await renderPaper(facts, URL);
    // The signatures themselves are not looked at here: an empty hole is enough to fill in the fields.
    const officer = await forOfficer(pdf, facts, at);
    text = textOf(await forOrganisation(officer, facts, { number: 7, issuedAt: at }));
  });

  it.each([
    ['quốc hiệu', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'],
    ['tiêu ngữ', 'Độc lập - Tự do - Hạnh phúc'],
    ['tên cơ quan ban hành', 'CÔNG AN PHƯỜNG MŨI NÉ'],
    ['tên cơ quan chủ quản', 'THÀNH PHỐ PHAN THIẾT'],
    ['số và ký hiệu', 'Số: 07/BB-CAPMN'],
    ['địa danh và thời gian', 'Mũi Né, ngày 03 tháng 02 năm 2022'],
    ['tên loại', 'BIÊN BẢN'],
    ['trích yếu', 'Bàn giao danh sách đối tượng tiêm chủng COVID-19'],
    ['nội dung', 'gồm 1.015 (một nghìn không trăm mười lăm) hồ sơ đối tượng'],
    ['kết quả bằng số và chữ', '905 Chín trăm linh năm'],
    ['hồ sơ bị từ chối', '5-6 2 Sai chữ đệm so với giấy tờ gốc'],
    ['chức vụ', 'CHỈ HUY CÔNG AN'],
    ['chữ ký của người có thẩm quyền', 'Thời gian ký: 03/02/2022 11:05:06 +07:00'],
    ['chữ ký số của cơ quan', 'ĐÃ KÝ SỐ'],
    ['nơi nhận', 'Lưu: VT'],
    ['mã băm', 'ab12'.repeat(16)],
    ['trang', 'Trang 2/2'],
  ])('%s', (_part, expected) => {
    expect(text).toContain(expected);
  });

  it('embeds its fonts as subsets', () => {
    const fonts = program('pdffonts', [], pdf);
    expect(fonts).toMatch(/[A-Z]{6}\+Tinos/);
    expect(fonts).not.toMatch(/CID TrueType Identity-H no/);
  });

  it('numbers a draft with nothing', () => {
    expect(textOf(pdf)).toMatch(/Số: +\/BB-CAPMN/);
  });

  it('stays in order with thousands of refusals', async () => {
    const refused = Array.from({ length: 3_000 }, (_, i) => ({
      recordNo: i * 2 + 1,
      reason: `Lý do ${i % 7}`,
    }));
    const { receipt } = samplePaper() as PaperFacts & { receipt: object };
    const long = await renderPaper(
      samplePaper({
        receipt: { ...receipt, acceptedCount: 3_000, refused },
        recordCount: 6_000,
      } as Partial<PaperFacts>),
      URL,
    );
    const words = textOf(long);
    expect(words).toContain('5999');
    expect(words).toContain('CHỈ HUY CÔNG AN');
  });

  it('says of an attested handover that nobody signed', async () => {
    const words = textOf(await renderPaper(samplePaper({ grade: 'attested' }), URL));
    expect(words).toContain('BẢN KHÔNG CÓ CHỮ KÝ');
    expect(words).not.toContain('CHỈ HUY CÔNG AN');
  });
});
