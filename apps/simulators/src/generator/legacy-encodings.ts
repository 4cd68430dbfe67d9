/** How names look after a journey through old fonts and wrong code pages (domain table: TCVN3, VNI, UTF-8 read as cp1252). */

const VOWELS =
  'a à ả ã á ạ ă ằ ẳ ẵ ắ ặ â ầ ẩ ẫ ấ ậ e è ẻ ẽ é ẹ ê ề ể ễ ế ệ i ì ỉ ĩ í ị o ò ỏ õ ó ọ ô ồ ổ ỗ ố ộ ơ ờ ở ỡ ớ ợ u ù ủ ũ ú ụ ư ừ ử ữ ứ ự y ỳ ỷ ỹ ý ỵ đ'.split(
    ' ',
  );
const TCVN3 =
  'a µ ¶ · ¸ ¹ ¨ » ¼ ½ ¾ Æ © Ç È É Ê Ë e Ì Î Ï Ð Ñ ª Ò Ó Ô Õ Ö i × Ø Ü Ý Þ o ß á â ã ä « å æ ç è é ¬ ê ë ì í î u ï ñ ò ó ô \u00AD õ ö ÷ ø ù y ú û ü ý þ ®'.split(
    ' ',
  );
const VNI =
  'a aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä e eø eû eõ eù eï eâ eà eå eã eá eä i ì æ ó í ò o oø oû oõ où oï oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï u uø uû uõ uù uï ö öø öû öõ öù öï y yø yû yõ yù î ñ'.split(
    ' ',
  );

const TCVN3_CAPITALS = new Map([
  ['Ă', '¡'],
  ['Â', '¢'],
  ['Ê', '£'],
  ['Ô', '¤'],
  ['Ơ', '¥'],
  ['Ư', '¦'],
  ['Đ', '§'],
]);

const toTcvn3 = new Map(VOWELS.map((letter, i) => [letter, TCVN3[i] ?? letter]));
const toVni = new Map(VOWELS.map((letter, i) => [letter, VNI[i] ?? letter]));

/** TCVN3 (.VnTime) bytes shown as Latin-1; accented capitals come out as lower case, as their font made them. */
export function asTcvn3(name: string): string {
  return [...name.normalize('NFC')]
    .map(
      (letter) =>
        TCVN3_CAPITALS.get(letter) ?? toTcvn3.get(letter) ?? toTcvn3.get(letter.toLowerCase()) ?? letter,
    )
    .map((shown, i) => (shown === name[i]?.toLowerCase() ? (name[i] as string) : shown))
    .join('');
}

/** VNI bytes shown as Latin-1: letter, then its mark. */
export function asVni(name: string): string {
  return [...name.normalize('NFC')]
    .map((letter) => {
      const lower = letter.toLowerCase();
      const shown = toVni.get(lower);
      if (shown === undefined || letter === lower) return shown ?? letter;
      return shown.charAt(0).toUpperCase() + shown.slice(1);
    })
    .join('');
}

// Bytes 80-9F of Windows-1252; five are undefined and come out as control characters. Node 20's own decoder treats them as Latin-1.
const CP1252 = [...'€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'];

/** UTF-8 bytes read as Windows-1252. */
export function asMojibake(name: string): string {
  return [...new TextEncoder().encode(name.normalize('NFC'))]
    .map((byte) => (byte >= 0x80 && byte < 0xa0 ? (CP1252[byte - 0x80] ?? '') : String.fromCharCode(byte)))
    .join('');
}

/** Tone before vowel mark: three code points that NFC cannot join again. Undefined when no letter has both. */
export function withWrongMarkOrder(name: string): string | undefined {
  const wrong = name
    .normalize('NFD')
    .replace(
      /([aeou])([\u0302\u0306\u031B\u0323])([\u0300-\u0303\u0309\u0323\u0302\u0306])/giu,
      (all, base: string, first: string, second: string) => {
        const marks = [first, second];
        const tone = marks.find((mark) => /[\u0300\u0301\u0303\u0309]/.test(mark));
        const vowel = marks.find((mark) => /[\u0302\u0306]/.test(mark));
        return tone && vowel ? base + tone + vowel : all;
      },
    );
  const shown = wrong.normalize('NFC');
  return shown === name.normalize('NFC') ? undefined : shown;
}

/** Without any diacritics, Đ included. */
export function withoutDiacritics(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D');
}
