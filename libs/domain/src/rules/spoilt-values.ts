import type { PersonValues } from '../records/classification.ts';

/**
 * Fixed values, right and spoilt in many ways, for tests of the rules as a whole: every tenth person is right. Made up; no number is
 * anybody's but by chance.
 */
const RIGHT: PersonValues = {
  fullName: 'Trần Thị Đức',
  dateOfBirth: '05/03/1987',
  gender: 'Nữ',
  idNumber: '060187001234',
  passportNumber: null,
  nationality: 'VN',
};

const NAMES = [
  ...[
    'TRẦN THỊ HOÀ',
    ' Trần  Thị Đức ',
    'Trần Thị Ðức',
    'TRAN THI DUC',
    'TrÇn ThÞ §øc',
    'Traàn Thò Ñöùc',
    'TrâÌn Thiò Ðýìc',
  ],
  ...[
    'Tráº§n Thá»‹ Ä\x90á»©c',
    'Tr&#7847;n Thị Đức',
    'Traafn Thij DDuwcs',
    'Tra62n Thi5 D9u7c1',
    'Trần Тhị Đức',
    'Bà Trần Thị Đức',
  ],
  ...[
    'Trần Thị Đức (con ông Ba)',
    'Trần Thị Đức 2',
    'Trần Thị Đức và Lê Văn Tám',
    'Trần Thị Đức Trần Thị Đức',
    'không tên',
    'Đức',
  ],
  ...[
    'Tr?n Thị Đức',
    'Trần Thị Dức',
    'Trần Thị Hòang',
    'Trầnn Thị Đức',
    "H'Hen Niê",
    'Y Moan Êban',
    '０９１２',
    '',
    '#N/A',
    'Ｔrần Thị Đức',
  ],
] as const;
const DATES = [
  ...[
    '5/3/1987',
    '1987-03-05',
    '05.03.1987',
    '25-04-1987',
    '03/25/1987',
    '31841',
    '31841.0',
    '1987',
    '03/1987',
    '01/01/1987',
    '5-3-87',
  ],
  ...[
    '05031987',
    '5031987',
    '050387',
    'ngày 5 tháng 3 năm 1987',
    '5-Mar-1987',
    '5 tháng ba năm 1987',
    '05/03/2530',
    'O5/O3/1987',
  ],
  ...[
    'khoảng 1987',
    '5/3/1987 âm lịch',
    '1987-03-04T17:00:00.000Z',
    '541900800000',
    '31/02/1987',
    '00/00/0000',
    '',
    '060187001234',
    '05//03/1987',
  ],
] as const;
const NUMBERS = [
  ...[
    '60187001234',
    '1187001234',
    '060.187.001.234',
    "'060187001234",
    '060187001234.0',
    '0６0187001234',
    '6.0187E+10',
    '060187000000',
  ],
  ...[
    'O6O187OO1234',
    '912345678',
    '0912345678',
    '382345678',
    'HC4012345678901',
    'B1234567',
    '060187001234260123456',
    'CCCD: 060187001234',
  ],
  ...[
    '060187001234 cấp 05/03/2021',
    '003187001234',
    '060487001234',
    '101187001234',
    '260123456',
    '271460000',
    '412345678',
    '12345098',
  ],
  ...[
    '000000000000',
    '123456789',
    'không có',
    '',
    '#REF!',
    '05/03/1987',
    'Trần Thị Đức',
    '06018700123',
    '0601870012345',
    '060187001\u200b234',
  ],
] as const;
const GENDERS = ['Nam', 'nữ', 'NỮ ', 'female', '1', '0', 'Nuwx', 'N÷', 'Ná»¯', '', '?', 'khác'] as const;

const spoil = (field: keyof PersonValues, values: readonly string[]): PersonValues[] =>
  values.map((value) => ({ ...RIGHT, [field]: value }));

/** Damages of two values at once, in pairs that never repeat. */
const pairs: readonly PersonValues[] = NAMES.flatMap((fullName, i) => [
  { ...RIGHT, fullName, idNumber: NUMBERS[(i * 7) % NUMBERS.length] ?? null },
  {
    ...RIGHT,
    fullName,
    dateOfBirth: DATES[(i * 5) % DATES.length] ?? null,
    gender: GENDERS[i % GENDERS.length] ?? null,
  },
]);

export const SPOILT_VALUES: readonly PersonValues[] = [
  ...[
    ...spoil('fullName', NAMES),
    ...spoil('dateOfBirth', DATES),
    ...spoil('idNumber', NUMBERS),
    ...spoil('gender', GENDERS),
    ...pairs,
  ],
].flatMap((person, i) => (i % 9 === 0 ? [RIGHT, person] : [person]));
