/** What a sign-in name of the demo says by its form alone: `<post>.<area>`, as in `truongca.22915` or `tinh.60`. */
export interface DemoLogin {
  readonly login: string;
  readonly post: string;
  /** Vietnamese name of the post. */
  readonly title: string;
  readonly area: { readonly level: 'province' | 'commune'; readonly code: string };
  readonly officeId: string;
  /** Vietnamese name of the kind of office. */
  readonly officeTitle: string;
  /** Whether the post has a certificate; villages use phones and have none. */
  readonly signs: boolean;
  /** `organisation`: the certificate names the office, and this post (the registry clerk) holds its key. */
  readonly holder: 'person' | 'organisation';
}

interface Post {
  readonly pattern: RegExp;
  readonly level: 'province' | 'commune';
  readonly title: string;
  readonly officeTitle: string;
  readonly signs: boolean;
  readonly holder: 'person' | 'organisation';
  readonly officeId: (area: string, number: string) => string;
}

const POSTS: readonly Post[] = [
  post('tinh', 'province', 'Cán bộ Tổ công tác cấp tỉnh', 'Tổ công tác Đề án 06 tỉnh', 'TCT-T'),
  post('giamsat', 'province', 'Giám sát viên', 'Sở Y tế', 'SYT'),
  post('thanhtra', 'province', 'Thanh tra viên', 'Thanh tra tỉnh', 'TTR'),
  post('quantri', 'province', 'Quản trị hệ thống', 'Tổ công tác Đề án 06 tỉnh', 'TCT-T'),
  post('xa', 'commune', 'Cán bộ Tổ công tác cấp xã', 'Tổ công tác Đề án 06 xã', 'TCT-X'),
  post('tramyte[1-9]', 'commune', 'Cán bộ Trạm Y tế', 'Trạm Y tế xã', 'TYT'),
  post('canbo[1-9]', 'commune', 'Cán bộ Công an xã', 'Công an xã', 'CA'),
  post('truongca', 'commune', 'Trưởng Công an xã', 'Công an xã', 'CA'),
  post('phoca', 'commune', 'Phó Trưởng Công an xã', 'Công an xã', 'CA'),
  { ...post('vanthuca', 'commune', 'Văn thư Công an xã', 'Công an xã', 'CA'), holder: 'organisation' },
  { ...post('vanthutyt', 'commune', 'Văn thư Trạm Y tế', 'Trạm Y tế xã', 'TYT'), holder: 'organisation' },
  post('khoa', 'province', 'Cán bộ quản lý khóa ký', 'Cục Y tế dự phòng, Bộ Y tế', 'BYT'),
  post('coso2?', 'commune', 'Cán bộ cơ sở tiêm chủng', 'Cơ sở tiêm chủng', 'CSTC'),
  post('benhvien', 'commune', 'Cán bộ điểm tiêm bệnh viện', 'Điểm tiêm bệnh viện', 'BV'),
  {
    ...post('thon([1-9][0-9]?)', 'commune', 'Tổ công tác thôn', 'Tổ công tác Đề án 06 thôn', 'TCT-A'),
    signs: false,
    officeId: (area, number) => `TCT-A-${area}-${number.padStart(2, '0')}`,
  },
];

/** The posts of a commune whose holders sign by certificate. */
const SIGNING_POSTS = [
  'tramyte1',
  'tramyte2',
  'canbo1',
  'canbo2',
  'truongca',
  'phoca',
  'vanthuca',
  'vanthutyt',
  'coso',
  'coso2',
  'benhvien',
] as const;

/** Reads a sign-in name; undefined when it is not of the demo's form. Whether its area exists is not checked. */
export function parseDemoLogin(login: string): DemoLogin | undefined {
  const [name = '', area = '', ...more] = login.split('.');
  if (more.length > 0) return undefined;
  for (const { pattern, level, title, officeTitle, signs, holder, officeId } of POSTS) {
    const found = pattern.exec(name);
    if (!found || !(level === 'province' ? /^\d{2}$/ : /^\d{5}$/).test(area)) continue;
    return {
      login,
      post: name,
      title,
      area: { level, code: area },
      officeId: officeId(area, found[1] ?? ''),
      officeTitle,
      signs,
      holder,
    };
  }
  return undefined;
}

/** Sign-in names of a commune's certificate holders: health station, police, facility. */
export function signersOfCommune(communeCode: string): string[] {
  return SIGNING_POSTS.map((name) => `${name}.${communeCode}`);
}

function post(
  pattern: string,
  level: Post['level'],
  title: string,
  officeTitle: string,
  prefix: string,
): Post {
  return {
    pattern: new RegExp(`^${pattern}$`),
    level,
    title,
    officeTitle,
    signs: true,
    holder: 'person',
    officeId: (area) => `${prefix}-${area}`,
  };
}
