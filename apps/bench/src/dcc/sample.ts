import { vaccinationCertificate } from '#domain/passports/certificate-payload';
import { createUvci, UVCI_RANDOM_BYTES } from '#domain/passports/uvci';
import { VACCINES, valueSetsOn } from '#domain/passports/vaccines';
import { validUntil } from '#domain/passports/validity';
import type { IssueRequest } from '#signatures/dcc/issue-code';

const SURNAMES = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Huỳnh', 'Đặng', 'Vũ', 'Đỗ', 'Ngô', 'Dương'];
const MIDDLE = ['Thị', 'Văn', 'Hữu', 'Đức', 'Ngọc', 'Minh', 'Thị Bích', 'Quang', 'Xuân', 'Mỹ'];
const GIVEN = ['Thử', 'Nghiệm', 'Mẫu', 'Ưng', 'Ước', 'Đào', 'Ẩn', 'Hường', 'Kỳ', 'Yến', 'Ngãi', 'Ổn'];
const ISSUED_AT = new Date('2022-06-01T02:00:00Z');
const DAY_MS = 86_400_000;

/** The request for the certificate of a made-up person; the same number gives the same person. */
export function sampleRequest(number: number): IssueRequest & { readonly fullName: string } {
  const pick = <T>(all: readonly T[], turn: number) => all[Math.floor(number / turn) % all.length] as T;
  const fullName = [pick(SURNAMES, 1), pick(MIDDLE, 7), pick(GIVEN, 3)].join(' ');
  const vaccine = pick(VACCINES, 1);
  const day = (offset: number) => new Date(Date.UTC(2021, 6, 1) + offset * DAY_MS).toISOString().slice(0, 10);
  const random = new Uint8Array(UVCI_RANDOM_BYTES);
  new DataView(random.buffer).setUint32(0, number);
  const certificate = vaccinationCertificate({
    holder: { fullName, foreign: false },
    dateOfBirth: new Date(Date.UTC(1950, 0, 1) + (number % 20_000) * DAY_MS).toISOString().slice(0, 10),
    doses: [0, 60, 200].map((offset) => ({ date: day(offset + (number % 60)), vaccine })),
    uvci: createUvci(random),
    issuer: 'Cục Y tế dự phòng (thử nghiệm)',
    valueSets: valueSetsOn('2022-06-01'),
  });
  if (certificate === undefined) throw new RangeError('a made-up name without Latin form');
  return { certificate, issuer: 'VN', issuedAt: ISSUED_AT, expiresAt: validUntil(ISSUED_AT), fullName };
}
