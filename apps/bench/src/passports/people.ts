import type { Client } from 'pg';

const SURNAMES = `{Nguyễn,Trần,Lê,Phạm,Huỳnh,Đặng,Vũ,Đỗ,Ngô,Dương}`;
const MIDDLE = `{Thị,Văn,Hữu,Đức,Ngọc,Minh,Quang,Xuân,Mỹ}`;
const GIVEN = `{Thử,Nghiệm,Mẫu,Ưng,Ước,Đào,Ẩn,Hường,Kỳ,Yến,Ngãi}`;
const VACCINES = `{AstraZeneca,Comirnaty,Vero Cell,Spikevax}`;

/**
 * Made-up people of one facility whose doses are signed and whose certificates are ordered: eligible rows, as a day's signatures leave
 * them.
 */
export async function makePeople(owner: Client, count: number): Promise<void> {
  const pick = (array: string, every: number) =>
    `('${array}'::text[])[1 + (n / ${every}) % array_length('${array}'::text[], 1)]`;
  await owner.query(
    `insert into doses (province_code, subject_id, dose_no, given_on, vaccine, manufacturer, lot, office_id, signed_at)
     select '60', 'BENCH' || lpad(n::text, 8, '0'), d, to_char(date '2021-06-01' + (n % 60) + d * 60, 'YYYY-MM-DD'), ${pick(VACCINES, 1)}, '', 'L' || n % 9000, 'CSTC-22915', now()
     from generate_series(1, $1::integer) n cross join generate_series(1, 2) d`,
    [count],
  );
  await owner.query(
    `insert into vaccinees (province_code, subject_id, commune_code, platform_version, full_name, date_of_birth, gender, nationality, id_number, phone, verification, verified, confirmed)
     select '60', 'BENCH' || lpad(n::text, 8, '0'), '22915', 1, ${pick(SURNAMES, 1)} || ' ' || ${pick(MIDDLE, 7)} || ' ' || ${pick(GIVEN, 3)},
       to_char(date '1950-01-01' + n % 18000, 'YYYY-MM-DD'), 'Nam', 'VN', lpad(n::text, 12, '0'), null, 'right', true, true
     from generate_series(1, $1::integer) n`,
    [count],
  );
  await owner.query(
    `insert into passport_orders (province_code, subject_id, reason, due_at, ordered_at) select province_code, subject_id, 'first', now(), now() from vaccinees where subject_id like 'BENCH%'`,
  );
  await owner.query('analyze vaccinees, doses, passport_orders');
}
