import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '#domain/errors';
import type { CheckedSignature } from '#persistence/repositories/official-handovers';
import { verifyDetached, type VerifiedSigner } from '#signatures/cms';
import { ENV, type Env } from '../env.ts';
import { RevocationLists } from './revocation-lists.ts';

/** Checks officers' signatures against the trust anchors and the list of revoked certificates. */
@Injectable()
export class SignatureCheckService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(RevocationLists) private readonly revocations: RevocationLists,
  ) {}

  /**
   * Runs before the act's transaction, which must not wait for another machine.
   * @throws DomainError `signature_invalid`, `cert_untrusted`, `cert_expired`, `cert_revoked`, `cert_status_unknown`.
   */
  async check(content: string | Buffer, signatureBase64: string): Promise<CheckedSignature> {
    const signature = Buffer.from(signatureBase64, 'base64');
    const { thumbprint, chainPem, revocation } = await this.signerOf(content, signature);
    const contentHash = createHash('sha256').update(content).digest();
    return { signature, thumbprint, contentHash, chainPem, revocation };
  }

  /** Who signed, with what the check relied on. @throws DomainError as `check` does. */
  async signerOf(content: string | Buffer, signature: Buffer): Promise<VerifiedSigner> {
    const [anchors, crlsDer] = await Promise.all([this.#anchors(), this.revocations.present()]);
    return await verifyDetached({
      ...{
        content,
        signature,
        trustAnchorsPem: anchors,
        crlsDer,
        at: new Date(),
      },
    });
  }

  /** Read each time: adding an authority needs no restart, and a signature is rare. */
  async #anchors(): Promise<string[]> {
    const { trustAnchorsFile } = this.env;
    const pem = trustAnchorsFile === null ? '' : await readFile(trustAnchorsFile, 'utf8').catch(() => '');
    const anchors = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    if (anchors.length === 0) throw new DomainError('cert_untrusted', { reason: 'no_trust_anchor' });
    return [...anchors];
  }
}
