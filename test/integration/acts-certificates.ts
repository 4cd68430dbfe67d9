import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import {
  createAuthority,
  createCrl,
  issueCertificate,
  type KeyAndCertificate,
} from '#signatures/certificate-authority';
import { COMMUNE } from '../support/database.ts';

export const DAY = 86_400_000;
export type CertificateKind = 'normal' | 'expired' | 'revoked' | 'foreign';

const PEOPLE = ['truongca', 'phoca', 'tramyte1', 'tramyte2'];
const CLERKS = ['vanthuca', 'vanthutyt'];

/** An authority and its officers' certificates, by login or by what is wrong with them; anchors and revocation list lie in `folder`. */
export async function makeCertificates(): Promise<{
  folder: string;
  authority: KeyAndCertificate;
  certificates: Map<string, KeyAndCertificate>;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'ban-giao-acts-'));
  const authority = await createAuthority({ commonName: 'CA thử' });
  const foreignAuthority = await createAuthority({ commonName: 'CA lạ' });
  const now = Date.now();
  const certificate = (login: string, kind: CertificateKind = 'normal') =>
    issueCertificate(kind === 'foreign' ? foreignAuthority : authority, {
      ...{ commonName: login, organisation: 'Cơ quan thử', login },
      ...(kind === 'expired' ? { notBefore: new Date(now - 9 * DAY), notAfter: new Date(now - DAY) } : {}),
    });
  const certificates = new Map<string, KeyAndCertificate>();
  for (const login of [...PEOPLE, ...CLERKS])
    certificates.set(login, await certificate(`${login}.${COMMUNE}`));
  for (const kind of ['expired', 'revoked', 'foreign'] as const)
    certificates.set(kind, await certificate(`truongca.${COMMUNE}`, kind));
  const revoked = certificates.get('revoked') as KeyAndCertificate;
  const crl = await createCrl(authority, {
    ...{ revoked: [{ serialNumber: revoked.serialNumber, revokedAt: new Date(now - DAY) }], number: 1 },
    ...{ thisUpdate: new Date(now - DAY), nextUpdate: new Date(now + DAY) },
  });
  writeFileSync(join(folder, 'anchors.pem'), authority.certificatePem);
  writeFileSync(join(folder, 'revoked.crl'), crl);
  return { folder, authority, certificates };
}

/** Enrols them; those with something wrong belong to the police chief. */
export async function enrol(
  owner: Pool,
  certificates: ReadonlyMap<string, KeyAndCertificate>,
): Promise<void> {
  for (const [name, { thumbprint, certificatePem }] of certificates) {
    const login = [...PEOPLE, ...CLERKS].includes(name) ? name : 'truongca';
    await owner.query(
      `insert into certificates (thumbprint, person_id, office_id, pem, not_before, not_after, holder)
       select $1, p.id, m.office_id, $2, now(), now() + interval '1 year', $4 from people p join memberships m on m.person_id = p.id where p.subject = $3 limit 1`,
      [
        ...[thumbprint, certificatePem, `${login}.${COMMUNE}`],
        CLERKS.includes(login) ? 'organisation' : 'person',
      ],
    );
  }
}
