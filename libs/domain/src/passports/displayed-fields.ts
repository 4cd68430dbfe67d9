import { formatBirthDate } from '../people/dates.ts';
import { isVietnamese } from '../people/nationality.ts';
import { doseNumbers } from './doses.ts';
import { vaccineOf, type Vaccine } from './vaccines.ts';

/** What a passport shows; only some of it is inside the QR code. */
export interface ShownPassport {
  readonly fullName: string;
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. */
  readonly dateOfBirth: string;
  readonly nationality: string | null;
  /** All doses with their date (`YYYY-MM-DD`), as recorded. */
  readonly doses: readonly { readonly date: string; readonly vaccine: string; readonly doseNo: number }[];
  /** The dose the certificate is about. */
  readonly certifiedDoseNo: number;
  readonly uvci: string;
}

export interface DisplayedField {
  readonly name: (typeof DISPLAYED_FIELDS)[number];
  readonly vi: string;
  readonly en: string;
  readonly value: string;
}

/** The eleven fields of Decision 5772/QĐ-BYT, in its order. */
export const DISPLAYED_FIELDS = [
  'fullName',
  'dateOfBirth',
  'nationality',
  'disease',
  'doses',
  'date',
  'doseNumber',
  'vaccineKind',
  'product',
  'manufacturer',
  'code',
] as const;

const LABELS = [
  ['Họ và tên', 'Full name'],
  ['Ngày sinh', 'Date of birth'],
  ['Quốc tịch', 'Nationality'],
  ['Bệnh mục tiêu', 'Targeted disease'],
  ['Số mũi đã tiêm', 'Doses received'],
  ['Ngày tiêm', 'Date of injection'],
  ['Liều số', 'Dose number'],
  ['Vắc xin', 'Vaccine'],
  ['Sản phẩm', 'Product'],
  ['Nhà cung cấp hoặc sản xuất', 'Supplier or manufacturer'],
  ['Mã số chứng nhận', 'Certificate code'],
] as const;

const NAMES: Readonly<Record<Vaccine, readonly [kind: string, product: string, maker: string]>> = {
  astrazeneca: ['Vectơ vi rút / Viral vector', 'Vaxzevria (AstraZeneca)', 'AstraZeneca AB'],
  pfizer: ['mRNA', 'Comirnaty (Pfizer)', 'Biontech Manufacturing GmbH'],
  moderna: ['mRNA', 'Spikevax (Moderna)', 'Moderna Biotech Spain S.L.'],
  janssen: ['Vectơ vi rút / Viral vector', 'Jcovden (Janssen)', 'Janssen-Cilag International'],
  vero_cell: [
    'Bất hoạt / Inactivated',
    'Vero Cell (BBIBP-CorV)',
    'China Sinopharm International Corp., Beijing',
  ],
  hayat_vax: ['Bất hoạt / Inactivated', 'Hayat-Vax', 'Gulf Pharmaceutical Industries'],
  sputnik_v: ['Vectơ vi rút / Viral vector', 'Sputnik V', 'Gamaleya Research Institute'],
  abdala: ['Tiểu đơn vị protein / Protein subunit', 'Abdala', 'CIGB'],
};

/** The eleven fields with labels in both languages. Throws RangeError when the certified dose is not among the doses or has no known vaccine. */
export function displayedFields(shown: ShownPassport): DisplayedField[] {
  const doses = shown.doses.toSorted((a, b) => (a.date < b.date ? -1 : 1));
  const index = doses.findIndex(({ doseNo }) => doseNo === shown.certifiedDoseNo);
  const known = doses.map(({ vaccine }) => ({ vaccine: vaccineOf(vaccine) }));
  const [dose, vaccine] = [doses[index], known[index]?.vaccine];
  if (dose === undefined || vaccine === undefined) throw new RangeError('no such dose');
  const counted = known.slice(0, index + 1) as { vaccine: Vaccine }[];
  const numbers = doseNumbers(counted)[index];
  const [kind, product, maker] = NAMES[vaccine];
  const values = [
    ...[shown.fullName, formatBirthDate(shown.dateOfBirth)],
    isVietnamese(shown.nationality) ? 'Việt Nam' : (shown.nationality ?? ''),
    ...['COVID-19', String(index + 1), formatBirthDate(dose.date), `${numbers?.dn}/${numbers?.sd}`],
    ...[kind, product, maker, shown.uvci],
  ];
  return DISPLAYED_FIELDS.map((name, at) => ({
    ...{ name, vi: LABELS[at]?.[0] ?? '', en: LABELS[at]?.[1] ?? '', value: values[at] ?? '' },
  }));
}
