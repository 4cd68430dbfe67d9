import type { Rule } from './rule.ts';

/** What shows only when records are held beside each other. Two people may share a CMND number: these are hints, never a group. */
export const LIST_RULES = {
  id_shared: {
    field: 'idNumber',
    severity: 'warning',
    repair: 'none',
    vi: 'Nhiều người cùng ghi một số; có thể là số của người khác trong gia đình',
    en: 'Several people have this number; it may be that of another member of the family',
  },
  person_repeated: {
    field: 'fullName',
    severity: 'warning',
    repair: 'none',
    vi: 'Có thể là cùng một người với hồ sơ khác; đề nghị kiểm tra trùng lặp',
    en: 'Perhaps the same person as in another record; please check',
  },
  columns_shifted: {
    field: 'fullName',
    severity: 'error',
    repair: 'confirm',
    group: 'wrong_basic_info',
    vi: 'Dữ liệu bị lệch cột: họ tên, số hoặc ngày sinh nằm ở cột khác',
    en: 'Columns are shifted: the name, number or birth date stands in another column',
  },
} as const satisfies Record<string, Rule>;
