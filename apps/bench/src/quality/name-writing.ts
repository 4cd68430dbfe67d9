/**
 * Ways a name was written down before it was misread. The tables are those of TCVN 5712:1993 and of the VNI typing guide, written from the
 * letters' side: per letter its bytes or keys. The code that decodes has tables of its own.
 */
const TCVN3_BYTES: Readonly<Record<string, number>> = Object.fromEntries(
  'à=b5 ả=b6 ã=b7 á=b8 ạ=b9 ằ=bb ẳ=bc ẵ=bd ắ=be ặ=c6 ầ=c7 ẩ=c8 ẫ=c9 ấ=ca ậ=cb è=cc ẻ=ce ẽ=cf é=d0 ẹ=d1 ề=d2 ể=d3 ễ=d4 ế=d5 ệ=d6 ì=d7 ỉ=d8 ĩ=dc í=dd ị=de ò=df ỏ=e1 õ=e2 ó=e3 ọ=e4 ồ=e5 ổ=e6 ỗ=e7 ố=e8 ộ=e9 ờ=ea ở=eb ỡ=ec ớ=ed ợ=ee ù=ef ủ=f1 ũ=f2 ú=f3 ụ=f4 ừ=f5 ử=f6 ữ=f7 ứ=f8 ự=f9 ỳ=fa ỷ=fb ỹ=fc ý=fd ỵ=fe ă=a8 â=a9 ê=aa ô=ab ơ=ac ư=ad đ=ae Ă=a1 Â=a2 Ê=a3 Ô=a4 Ơ=a5 Ư=a6 Đ=a7'
    .split(' ')
    .map((pair) => [
      pair.normalize('NFC').split('=')[0] as string,
      parseInt(pair.split('=')[1] as string, 16),
    ]),
);

/** TCVN3 shown as Latin-1; capitals with a tone come from the font and are stored small. */
export function tcvn3(name: string): string {
  return [...name.normalize('NFC')]
    .map((letter) => {
      const byte = TCVN3_BYTES[letter] ?? TCVN3_BYTES[letter.toLowerCase()];
      return letter > '\u007f' && byte !== undefined ? String.fromCharCode(byte) : letter;
    })
    .join('');
}

const TONE: Readonly<Record<string, number>> = {
  '\u0301': 1,
  '\u0300': 2,
  '\u0309': 3,
  '\u0303': 4,
  '\u0323': 5,
};
const TELEX_TONE = ['', 's', 'f', 'r', 'x', 'j'];

interface Letter {
  readonly base: string;
  readonly mark: string;
  readonly tone: number;
}

function letters(word: string): Letter[] {
  const result: Letter[] = [];
  for (const sign of word.normalize('NFD')) {
    const last = result.at(-1);
    if (last !== undefined && TONE[sign] !== undefined)
      result[result.length - 1] = { ...last, tone: TONE[sign] };
    else if (last !== undefined && /[\u0302\u0306\u031b]/.test(sign))
      result[result.length - 1] = { ...last, mark: sign };
    else result.push({ base: sign, mark: sign === 'đ' || sign === 'Đ' ? 'bar' : '', tone: 0 });
  }
  return result;
}

/** The keys somebody pressed while the typing program was off; the tone comes last in the word. */
export function keys(name: string, method: 'telex' | 'vni'): string {
  const write = ({ base, mark }: Letter): string => {
    const plain = base === 'đ' ? 'd' : base === 'Đ' ? 'D' : base;
    if (mark === '') return plain;
    if (method === 'vni') return plain + { '\u0302': '6', '\u031b': '7', '\u0306': '8', bar: '9' }[mark];
    return plain + (mark === '\u0302' ? plain.toLowerCase() : mark === 'bar' ? 'd' : 'w');
  };
  return name
    .split(' ')
    .map((word) => {
      const all = letters(word);
      const tone = all.find((letter) => letter.tone > 0)?.tone ?? 0;
      return all.map(write).join('') + (tone === 0 ? '' : method === 'vni' ? String(tone) : TELEX_TONE[tone]);
    })
    .join(' ');
}

/** VNI-Windows: a letter with a tone is the base letter and a sign of its own; some letters are one byte. Shown as Latin-1. */
export function vni(name: string): string {
  const signs: Readonly<Record<string, string>> = { '': ' ùøûõï', '\u0302': 'âáàåãä', '\u0306': 'êéèúüë' };
  const single: Readonly<Record<string, string>> = { i: 'iíìæóò', y: 'yyyyyî' };
  return letters(name)
    .map(({ base, mark, tone }) => {
      const capital = base !== base.toLowerCase();
      const low = base.toLowerCase();
      let text: string;
      if (mark === 'bar') text = 'ñ';
      else if (mark === '\u031b')
        text = (low === 'o' ? 'ô' : 'ö') + (tone === 0 ? '' : (signs[''] ?? '').charAt(tone));
      else if (low === 'i' || (low === 'y' && tone === 5)) text = (single[low] ?? low).charAt(tone);
      else if (mark === '' && tone === 0) text = low;
      else text = low + (signs[mark] ?? '').charAt(tone).trim();
      return capital ? text.toUpperCase() : text;
    })
    .join('');
}

/** Windows-1258 keeps the tone as a byte of its own; shown as Latin-1. */
export function cp1258(name: string): string {
  const bytes: Readonly<Record<string, number>> = {
    ă: 0xe3,
    Ă: 0xc3,
    â: 0xe2,
    Â: 0xc2,
    ê: 0xea,
    Ê: 0xca,
    ô: 0xf4,
    Ô: 0xd4,
    ơ: 0xf5,
    Ơ: 0xd5,
    ư: 0xfd,
    Ư: 0xdd,
    đ: 0xf0,
    Đ: 0xd0,
    '\u0300': 0xcc,
    '\u0301': 0xec,
    '\u0303': 0xde,
    '\u0309': 0xd2,
    '\u0323': 0xf2,
  };
  return letters(name)
    .map(({ base, mark, tone }) => {
      const whole = mark === 'bar' ? base : (base + mark).normalize('NFC');
      const sign = Object.keys(TONE).find((one) => TONE[one] === tone) ?? '';
      return [whole, sign]
        .map((part) => (bytes[part] === undefined ? part : String.fromCharCode(bytes[part])))
        .join('');
    })
    .join('');
}

const CP1252 = new TextDecoder('windows-1252');

/** UTF-8 read as Windows-1252, as often as told. */
export function misread(name: string, times: number): string {
  let text = name;
  for (let i = 0; i < times; i += 1) text = CP1252.decode(new TextEncoder().encode(text));
  return text;
}
