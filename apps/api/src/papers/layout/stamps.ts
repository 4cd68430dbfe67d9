import type { Pen } from './pen.ts';

const BLUE = '0.05 0.2 0.6';
const RED = '0.78 0.08 0.1';
/** Sizes of the fields, points. The seal is as large as an office's real one, 32 mm. */
export const SIGNATURE_BOX = { width: 206, height: 70 } as const;
export const SEAL_BOX = { width: 91, height: 91 } as const;

/** Where the signature's text begins: beside the seal that covers a third of it. */
const TEXT_AT = 36;

export interface Signed {
  readonly name: string;
  readonly office: string;
  readonly at: Date;
  readonly test: boolean;
}

/** `01/08/2022 09:15:30 +07:00`: the form Nghị định 30/2020/NĐ-CP wants for the time of a digital signature (ISO 8601 zone). */
export function signingTime(at: Date): string {
  const [date = '', time = ''] = new Date(at.getTime() + 7 * 3_600_000).toISOString().split(/[T.]/);
  return `${date.split('-').reverse().join('/')} ${time} +07:00`;
}

/** One centred line in a field: the number, or place and day. */
export function headingStamp(pen: Pen, face: 'R' | 'I', text: string, width: number): string {
  return pen.line({ face, size: 13, x: 0, y: 4, text, width });
}

/** The officer's signature: blue, between the title and the name. */
export function signatureStamp(pen: Pen, { name, office, at, test }: Signed): string {
  const { width, height } = SIGNATURE_BOX;
  const wrapped = (text: string) => pen.wrap('R', 9, text, width - 8 - TEXT_AT);
  const lines = [
    ...wrapped(`Ký bởi: ${name}`),
    ...wrapped(`Cơ quan: ${office}`),
    ...wrapped(`Thời gian ký: ${signingTime(at)}`),
    ...(test ? ['Chứng thư số thử nghiệm'] : []),
  ].slice(0, 6);
  const top = height / 2 + (lines.length * 11) / 2 - 9;
  return [
    'q',
    `${BLUE} RG 1 w 1 1 ${width - 2} ${height - 2} re S`,
    ...lines.map((text, i) =>
      pen.line({ face: 'R', size: 9, x: TEXT_AT, y: top - i * 11, text, colour: BLUE }),
    ),
    'Q',
  ].join('\n');
}

/** The organisation's seal: red, over the left third of the officer's signature. It is no copy of a real seal. */
export function sealStamp(pen: Pen, { office, at, test }: Omit<Signed, 'name'>): string {
  const { width } = SEAL_BOX;
  const middle = width / 2;
  const name = pen.wrap('R', 8, office.toUpperCase(), width - 24).slice(0, 4);
  const [day = '', time = '', zone = ''] = signingTime(at).split(' ');
  const lines = [...name, 'ĐÃ KÝ SỐ', day, `${time} ${zone}`, ...(test ? ['(THỬ NGHIỆM)'] : [])];
  const top = middle + (lines.length * 9) / 2 - 7.5;
  return [
    'q',
    `${RED} RG 2 w ${circle(middle, middle - 2)} S 0.7 w ${circle(middle, middle - 5.5)} S`,
    ...lines.map((text, i) =>
      pen.line({
        ...{ face: 'R', size: i < name.length ? 8 : 7, x: 0, y: top - i * 9 },
        ...{ text, width, colour: RED },
      } as const),
    ),
    'Q',
  ].join('\n');
}

/** A circle of four curves around the middle of the box. */
function circle(middle: number, radius: number): string {
  const bend = radius * 0.5523;
  const at = (x: number, y: number) => `${(middle + x).toFixed(2)} ${(middle + y).toFixed(2)}`;
  return [
    `${at(radius, 0)} m`,
    `${at(radius, bend)} ${at(bend, radius)} ${at(0, radius)} c`,
    `${at(-bend, radius)} ${at(-radius, bend)} ${at(-radius, 0)} c`,
    `${at(-radius, -bend)} ${at(-bend, -radius)} ${at(0, -radius)} c`,
    `${at(bend, -radius)} ${at(radius, -bend)} ${at(radius, 0)} c`,
  ].join(' ');
}
