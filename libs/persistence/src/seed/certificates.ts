import { X509Certificate } from 'node:crypto';
import type { ClientBase } from 'pg';

export interface OfficerCertificate {
  /** The officer's login, which is also the subject of the identity provider's tokens. */
  readonly login: string;
  readonly officeId: string;
  readonly pem: string;
  /** `organisation`: it names the office, and this officer (the registry clerk) holds its key. */
  readonly holder?: 'person' | 'organisation';
}

/**
 * Enrols officers' certificates in one statement. People or offices that are not known are passed over; a certificate
 * already enrolled stays as it is. Returns how many were new.
 */
export async function enrolCertificates(
  client: ClientBase,
  certificates: readonly OfficerCertificate[],
): Promise<number> {
  const parsed = certificates.map(({ login, officeId, pem, holder = 'person' }) => {
    const certificate = new X509Certificate(pem);
    return {
      login,
      officeId,
      pem,
      holder,
      thumbprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      notBefore: new Date(certificate.validFrom),
      notAfter: new Date(certificate.validTo),
    };
  });
  const result = await client.query(
    `insert into certificates (thumbprint, person_id, office_id, pem, not_before, not_after, holder)
     select c.thumbprint, p.id, o.id, c.pem, c.not_before, c.not_after, c.holder
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[])
            as c(thumbprint, login, office_id, pem, not_before, not_after, holder)
     join people p on p.subject = c.login join offices o on o.id = c.office_id
     on conflict (thumbprint) do nothing`,
    [
      parsed.map((c) => c.thumbprint),
      parsed.map((c) => c.login),
      parsed.map((c) => c.officeId),
      parsed.map((c) => c.pem),
      parsed.map((c) => c.notBefore),
      parsed.map((c) => c.notAfter),
      parsed.map((c) => c.holder),
    ],
  );
  return result.rowCount ?? 0;
}
