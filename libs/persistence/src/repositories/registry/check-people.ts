import { mayGrant } from '#domain/authority/granting';
import { ROLES, type OfficeKind, type Role } from '#domain/people/roles';
import type { CheckContext, Fail, RowState } from './check-context.ts';
import { postKey } from './present.ts';

/** A certificate as the file has it, read and judged before the database is asked. */
export interface ReadCertificate {
  readonly row: number;
  readonly thumbprint: string;
  readonly pem: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly login: string | undefined;
  readonly officeId: string | undefined;
}

/** Officers: new ones, or present ones whose name is corrected. */
export function checkPeople({ rows, present, uploader }: CheckContext, fail: Fail): Map<number, RowState> {
  const states = new Map<number, RowState>();
  for (const row of rows.people) {
    const { subject = '', fullName = '' } = row.cells;
    const known = present.people.get(subject);
    if (!/^[\p{L}\p{N}._@-]{2,200}$/u.test(subject))
      fail(row, 'subject', 'Tài khoản có ký tự không hợp lệ', 'The account has signs that are not allowed');
    else if (
      known !== undefined &&
      known.fullName !== fullName &&
      known.provinces.some((code) => code !== uploader.provinceCode)
    )
      fail(
        row,
        'fullName',
        'Cán bộ có chức vụ ở tỉnh khác; không đổi tên ở đây',
        'The person has a post in another province; the name is not changed here',
      );
    else states.set(row.row, known === undefined ? 'new' : known.fullName === fullName ? 'same' : 'changed');
  }
  return states;
}

/** Posts: what the uploader may give, in the own province, and not to himself. */
export function checkPosts({ rows, present, uploader }: CheckContext, fail: Fail): Map<number, RowState> {
  const states = new Map<number, RowState>();
  const people = new Set(rows.people.map(({ cells }) => cells['subject']));
  const offices = new Map(rows.offices.map(({ cells }) => [cells['id'], cells['kind']]));
  for (const row of rows.posts) {
    const { subject = '', officeId = '', role = '', validTo } = row.cells;
    const office = present.offices.get(officeId);
    const kind = (office?.kind ?? offices.get(officeId)) as OfficeKind | undefined;
    const until = validTo === undefined ? null : dayOf(validTo);
    const known = present.posts.get(postKey(subject, officeId, role));
    const same = known?.open === true && dayIn(known.validTo) === until;
    if (!people.has(subject) && !present.people.has(subject))
      fail(row, 'subject', 'Không có cán bộ này', 'There is no such person');
    else if (kind === undefined || office?.ended)
      fail(
        row,
        'officeId',
        'Không có đơn vị này, hoặc đã chấm dứt',
        'There is no such office, or it has ended',
      );
    else if (office !== undefined && office.provinceCode !== uploader.provinceCode)
      fail(row, 'officeId', 'Đơn vị thuộc tỉnh khác', 'The office is in another province');
    else if (!(ROLES as readonly string[]).includes(role))
      fail(row, 'role', 'Không có vai trò này', 'There is no such role');
    else if (until === undefined) fail(row, 'validTo', 'Phải là ngày dd/mm/yyyy', 'Must be a day dd/mm/yyyy');
    else if (!same && !mayGrant(uploader.role, role as Role, kind))
      fail(
        row,
        'role',
        'Vai trò không có ở loại đơn vị này, hoặc không thuộc quyền giao của người tải lên',
        'The role does not exist in that kind of office, or is not yours to give',
      );
    else if (!same && subject === uploader.subject)
      fail(row, 'subject', 'Không tự giao chức vụ cho mình', 'Nobody gives a post to himself');
    else if (!same && until !== null && until <= present.today)
      fail(
        row,
        'validTo',
        'Ngày phải ở sau hôm nay; chấm dứt chức vụ ngay bằng chức năng Chức vụ',
        'The day must be after today; end a post at once by its own act',
      );
    else states.set(row.row, same ? 'same' : known === undefined ? 'new' : 'changed');
  }
  return states;
}

/** Certificates of people with a post in the office, which name them. */
export function checkCertificates(
  { rows, present }: CheckContext,
  certificates: readonly ReadCertificate[],
  fail: Fail,
): Map<number, RowState> {
  const states = new Map<number, RowState>();
  const posts = new Set(
    rows.posts.map(({ cells: { subject = '', officeId = '' } }) => postKey(subject, officeId, '')),
  );
  for (const { subject, officeId, open } of present.posts.values())
    if (open) posts.add(postKey(subject, officeId, ''));
  const byRow = new Map(certificates.map((one) => [one.row, one]));
  for (const row of rows.certificates) {
    const { subject = '', officeId = '' } = row.cells;
    const certificate = byRow.get(row.row);
    // What cannot be read or trusted was said where it was read.
    if (certificate === undefined) continue;
    const owner = present.certificates.get(certificate.thumbprint);
    if (!posts.has(postKey(subject, officeId, '')))
      fail(row, 'officeId', 'Cán bộ không có chức vụ ở đơn vị này', 'The person has no post in this office');
    else if (
      certificate.login !== subject ||
      (certificate.officeId !== undefined && certificate.officeId !== officeId)
    )
      fail(
        row,
        'pem',
        'Chứng thư ghi tên người hoặc đơn vị khác',
        'The certificate names another person or office',
      );
    else if (owner !== undefined && (owner.subject !== subject || owner.officeId !== officeId))
      fail(
        row,
        'pem',
        'Chứng thư đã đăng ký cho người hoặc đơn vị khác',
        'The certificate is enrolled for another person or office',
      );
    else states.set(row.row, owner === undefined ? 'new' : 'same');
  }
  return states;
}

/** `dd/mm/yyyy` as `yyyy-mm-dd`; undefined when there is no such day. */
export function dayOf(text: string): string | undefined {
  const [, day, month, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
  if (day === undefined || month === undefined || year === undefined) return undefined;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== iso ? undefined : iso;
}

/** The day in Vietnam of the moment at which a post ends. */
function dayIn(moment: Date | null): string | null {
  return moment && new Date(moment.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
}
