import { certificateName, type CertificateName, type HolderName } from './certificate-name.ts';
import { doseNumbers, type DoseEvent } from './doses.ts';
import { TARGETED_DISEASE, type ValueSetVersion } from './vaccines.ts';

/** The version of the EU schema that certificates are issued in, as Vietnam did. */
export const SCHEMA_VERSION = '1.3.0';
const LONGEST_ISSUER = 80;

export interface VaccinationEntry {
  readonly tg: string;
  readonly vp: string;
  readonly mp: string;
  readonly ma: string;
  readonly dn: number;
  readonly sd: number;
  readonly dt: string;
  readonly co: string;
  readonly is: string;
  readonly ci: string;
}

/** What a certificate says, before it is encoded. Neither nationality nor any number of the person is in it. */
export interface VaccinationCertificate {
  readonly ver: string;
  readonly nam: CertificateName;
  readonly dob: string;
  readonly v: readonly [VaccinationEntry];
}

export interface CertificateFacts {
  readonly holder: HolderName;
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. */
  readonly dateOfBirth: string;
  /** All doses of the person, oldest first. */
  readonly doses: readonly DoseEvent[];
  /** Which of them the certificate is about; the last one unless told. */
  readonly doseIndex?: number | undefined;
  readonly uvci: string;
  readonly issuer: string;
  readonly valueSets: ValueSetVersion;
}

/**
 * The certificate of one dose. Undefined when the name has no Latin form. Throws RangeError when the dose does not exist or the issuer's
 * name is longer than the schema allows: both are mistakes of the caller.
 */
export function vaccinationCertificate(facts: CertificateFacts): VaccinationCertificate | undefined {
  const index = facts.doseIndex ?? facts.doses.length - 1;
  const [dose, numbers] = [facts.doses[index], doseNumbers(facts.doses)[index]];
  if (dose === undefined || numbers === undefined) throw new RangeError('no such dose');
  if ([...facts.issuer].length > LONGEST_ISSUER) throw new RangeError('the name of the issuer is too long');
  const name = certificateName(facts.holder);
  if (name === undefined) return undefined;
  const entry: VaccinationEntry = {
    tg: TARGETED_DISEASE,
    ...facts.valueSets.codes[dose.vaccine],
    ...numbers,
    dt: dose.date,
    co: 'VN',
    is: facts.issuer.normalize('NFC'),
    ci: facts.uvci,
  };
  return { ver: SCHEMA_VERSION, nam: name, dob: facts.dateOfBirth, v: [entry] };
}
