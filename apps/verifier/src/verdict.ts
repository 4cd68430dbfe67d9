import { STEPS, type Finding, type Level, type Report, type Step } from './report.ts';
import { TEXTS } from './texts.ts';

export type Lang = 'vi' | 'en';

const TITLES = {
  archive: { vi: 'Tệp nén', en: 'The archive' },
  statement: { vi: 'Lời khai của máy chủ', en: "The server's statement" },
  files: { vi: 'Các tệp', en: 'The files' },
  events: { vi: 'Chuỗi sự kiện', en: 'The chain of events' },
  changes: { vi: 'Giá trị đã thay đổi', en: 'Changed values' },
  sets: { vi: 'Giá trị đặt cho nhiều hồ sơ', en: 'Values set for many records' },
  state: {
    vi: 'Trạng thái danh sách, phần bàn giao, việc và biên bản',
    en: 'States of list, parcels, tasks and handovers',
  },
  handovers: { vi: 'Biên bản và chữ ký', en: 'Handovers and signatures' },
  records: { vi: 'Hồ sơ', en: 'Records' },
  custody: { vi: 'Nơi giữ hồ sơ', en: 'Custody' },
  papers: { vi: 'Bản giấy', en: 'Papers' },
  history: { vi: 'Lịch sử quy trình', en: 'Histories of the process' },
} as const satisfies Record<Step, Record<Lang, string>>;

type State = 'ok' | 'fail' | 'note' | 'skipped';
const STATES = {
  ok: { vi: 'ĐẠT', en: 'VALID' },
  fail: { vi: 'KHÔNG ĐẠT', en: 'NOT VALID' },
  note: { vi: 'CHƯA KẾT LUẬN', en: 'NO CONCLUSION' },
  skipped: { vi: 'KHÔNG KIỂM TRA', en: 'NOT CHECKED' },
} as const satisfies Record<State, Record<Lang, string>>;
const MARKS = { ok: '+', fail: '!', note: '-' } as const satisfies Record<Level, string>;

export interface JsonVerdict {
  readonly ok: boolean;
  readonly steps: readonly {
    readonly step: Step;
    readonly state: State;
    readonly findings: readonly (Omit<Finding, 'step'> & { readonly text: string })[];
  }[];
}

/** A finding as a sentence. */
export function sentence({ code, params }: Finding, lang: Lang): string {
  return TEXTS[code][lang].replace(/\{(\w+)\}/g, (_, name: string) => printable(String(params[name] ?? '')));
}

/** The whole verdict for programs. */
export function asJson(report: Report, lang: Lang): JsonVerdict {
  return {
    ok: !report.failed,
    steps: STEPS.map((step) => {
      const findings = report.findings.filter((finding) => finding.step === step);
      return {
        ...{ step, state: stateOf(findings) },
        findings: findings.map(({ level, code, params, ...finding }) => ({
          ...{ level, code, params, text: sentence({ ...finding, level, code, params }, lang) },
        })),
      };
    }),
  };
}

/** The whole verdict for people. */
export function asText(report: Report, lang: Lang): string {
  const { ok, steps } = asJson(report, lang);
  const shown = steps.filter(({ state }) => state !== 'skipped' || !ok);
  const lines = shown.flatMap(({ step, state, findings }, i) => [
    `${i + 1}. ${TITLES[step][lang]}: ${STATES[state][lang]}`,
    ...findings.map((finding) => `   ${MARKS[finding.level]} ${finding.text}`),
  ]);
  return `${lines.join('\n')}\n\n${conclusion(report, lang)}\n`;
}

function conclusion(report: Report, lang: Lang): string {
  const wrong = report.findings.filter(({ level }) => level === 'fail').length;
  const unsure = report.findings.some(({ code }) => code === 'authority_not_given');
  if (wrong > 0)
    return lang === 'vi'
      ? `KẾT LUẬN: KHÔNG ĐẠT. Bộ hồ sơ đã bị thay đổi hoặc không đầy đủ; ${wrong} điểm sai nêu trên (dấu !).`
      : `CONCLUSION: NOT VALID. What was checked was altered or is incomplete; ${wrong} faults are named above (marked !).`;
  if (unsure)
    return lang === 'vi'
      ? 'KẾT LUẬN: ĐẠT theo niêm phong của máy chủ. Nguồn gốc chứng thư của cán bộ chưa được kiểm tra độc lập (cần --ca).'
      : "CONCLUSION: VALID under the server's seal. The origin of the officers' certificates was not checked independently (--ca is needed).";
  return lang === 'vi'
    ? 'KẾT LUẬN: ĐẠT. Mọi điểm kiểm tra được đều đúng; điểm không kiểm tra được có dấu "-".'
    : 'CONCLUSION: VALID. Everything that could be checked is right; what could not is marked "-".';
}

function stateOf(findings: readonly { readonly level: Level }[]): State {
  for (const level of ['fail', 'ok', 'note'] as const)
    if (findings.some((finding) => finding.level === level)) return level;
  return 'skipped';
}

/** What came out of a bundle must not steer the reader's terminal. */
function printable(value: string): string {
  return value.replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 300);
}

/** How the command is called; `wrong` is what could not be understood. */
export function usage(wrong: string): string {
  return `Không hiểu tham số / not understood: ${printable(wrong)}

node verifier.mjs <bundle.zip | record-proof.json> --seal <SHA-256> [--ca <root.pem | SHA-256>] [--tsa <root.pem | SHA-256>] [--record N] [--event <no>:<hash>] [--lang vi|en] [--json]

  --seal    dấu vân tay của chứng thư niêm phong, biết từ bên ngoài / fingerprint of the seal certificate (or its key), known from outside
  --ca      CA của cán bộ, biết từ bên ngoài / the officers' authority, known from outside; may be repeated, as may --seal
  --tsa     CA của máy chủ cấp dấu thời gian; không có thì dùng --ca / the time-stamp server's authority; --ca counts, too
  --record  chỉ kiểm tra một hồ sơ / check one record alone
  --event   sự kiện biết từ bên ngoài / an event known from outside, such as from a checkpoint

0: đạt / valid, 1: không đạt / not valid, 2: sai tham số / wrong arguments
`;
}
