import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { decide } from '#domain/authority/decide';
import { reachOf } from '#domain/authority/acts';
import { DomainError } from '#domain/errors';
import type { Act } from '#persistence/act';
import {
  enrolCertificate,
  keepChallenge,
  placeOfOffice,
  presentChallenge,
  readCertificate,
  readCertificates,
  revokeCertificate,
  type CertificateView,
  type Enrolment,
  type PlacedCertificate,
  type RevocationReason,
} from '#persistence/repositories/certificates';
import type { Sql } from '#persistence/sql';
import { canonicalJson } from '#signatures/canonical';
import { certificatesFromPem, holderOf } from '#signatures/certificate';
import type { ActingCapacity } from '../auth/capacity.ts';
import { SignatureCheckService } from '../handovers/signature-check.service.ts';

const CHALLENGE_LIVES_MS = 10 * 60_000;

export interface Challenge {
  /** The exact text to sign. */
  readonly challenge: string;
  readonly expiresAt: Date;
}

/** Officers' certificates: an officer shows that the key is his by signing a challenge with it; the offices above revoke. */
@Injectable()
export class CertificatesService {
  constructor(@Inject(SignatureCheckService) private readonly signatures: SignatureCheckService) {}

  async challenge(act: Act, capacity: ActingCapacity): Promise<Challenge> {
    const expiresAt = new Date(act.now.getTime() + CHALLENGE_LIVES_MS);
    const challenge = canonicalJson({
      ...{ type: 'ban-giao/certificate-challenge', version: 1, personId: capacity.personId },
      ...{ officeId: capacity.officeId, expiresAt: expiresAt.toISOString() },
      nonce: randomBytes(16).toString('hex'),
    });
    await keepChallenge(act, challenge, expiresAt);
    return { challenge, expiresAt };
  }

  /**
   * Checks the signed challenge before the act, which must not wait for another machine.
   * @throws DomainError `challenge_expired`, and what the check of a signature throws.
   */
  async proven(challenge: string, signature: string, replaces?: string): Promise<Enrolment> {
    const { thumbprint, certificatePem, notBefore, notAfter } = await this.signatures.signerOf(
      challenge,
      Buffer.from(signature, 'base64'),
    );
    const [certificate] = certificatesFromPem(certificatePem);
    if (certificate === undefined) throw new DomainError('cert_untrusted', { reason: 'malformed' });
    return {
      ...{ challenge, thumbprint, pem: certificatePem, notBefore, notAfter },
      ...{ names: holderOf(certificate), replaces },
    };
  }

  present(sql: Sql, capacity: ActingCapacity): Promise<string> {
    return presentChallenge(sql, capacity);
  }

  async enrol(act: Act, enrolment: Enrolment): Promise<CertificateView> {
    await enrolCertificate(act, enrolment);
    return shown(await readCertificate(act, enrolment.thumbprint));
  }

  async revoke(
    act: Act,
    capacity: ActingCapacity,
    thumbprint: string,
    reason: RevocationReason,
  ): Promise<CertificateView> {
    const certificate = await readCertificate(act, thumbprint);
    refuse(decide('certificate.revoke', capacity, certificate), { thumbprint });
    const ofOthers = certificate.personId !== capacity.personId;
    if (ofOthers && reachOf('certificate.revoke', capacity.role) === 'office')
      throw new DomainError('no_permission', { thumbprint, reason: 'own_certificates_only' });
    await revokeCertificate(act, thumbprint, reason);
    return shown(await readCertificate(act, thumbprint));
  }

  async ofOffice(
    sql: Sql,
    capacity: ActingCapacity,
    { officeId, after, limit }: { officeId: string; after: string; limit: number },
  ): Promise<CertificateView[]> {
    const place = await placeOfOffice(sql, officeId);
    if (place === undefined) throw new DomainError('not_found', { officeId });
    refuse(decide('certificate.read', capacity, place), { officeId });
    return readCertificates(sql, officeId, after, limit);
  }

  async read(sql: Sql, capacity: ActingCapacity, thumbprint: string): Promise<CertificateView> {
    const certificate = await readCertificate(sql, thumbprint);
    refuse(decide('certificate.read', capacity, certificate), { thumbprint });
    return shown(certificate);
  }
}

function refuse(decision: ReturnType<typeof decide>, details: Readonly<Record<string, unknown>>): void {
  if (decision !== 'allowed') throw new DomainError(decision, details);
}

function shown({ provinceCode: _p, communeCode: _c, ...view }: PlacedCertificate): CertificateView {
  return view;
}
