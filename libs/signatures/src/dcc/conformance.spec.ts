import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { CodeCrypto } from './code-crypto.ts';
import { nodeCrypto } from './node-crypto.ts';
import { derOfPem, readSigner, type TrustedSigner } from './signer-certificate.ts';
import { SignerStore } from './signer-store.ts';
import { verifyCode, type Verdict } from './verify-code.ts';
import { webCrypto } from './web-crypto.ts';

/**
 * Public vectors of the EU (dgc-testdata, Apache-2.0, T-Systems International GmbH and contributors). They are not part of this
 * project: DCC_CASES names the folder that has them, by default the one beside the project.
 */
const folder = process.env.DCC_CASES ?? resolve('../shared/dcc');
const file = join(folder, 'conformance.jsonl');
const there = existsSync(file);

interface Case {
  readonly id: string;
  readonly description: string;
  readonly hc1: string;
  readonly validation_clock: string;
  readonly dsc_pem: string;
  readonly expect_valid: boolean;
  readonly expected_failures: readonly string[];
}
const cases = there
  ? readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Case)
  : [];

/** Which verdicts show that the layer of the publisher's flag failed. */
const VERDICTS_OF_LAYER: Readonly<Record<string, readonly Verdict[]>> = {
  UNPREFIX: ['malformed'],
  B45DECODE: ['malformed'],
  COMPRESSION: ['malformed'],
  DECODE: ['malformed', 'schema_invalid'],
  VERIFY: ['malformed', 'unknown_signer', 'invalid_signature'],
  SCHEMAVALIDATION: ['schema_invalid'],
  EXPIRATIONCHECK: ['expired', 'not_yet_valid'],
  KEYUSAGE: ['wrong_key_usage'],
};

const signerOf = ({ dsc_pem }: Case): Promise<TrustedSigner> =>
  readSigner(derOfPem(readFileSync(join(folder, dsc_pem), 'utf8')), nodeCrypto);

async function judge(one: Case, crypto: CodeCrypto, signers: readonly TrustedSigner[]) {
  const at = new Date(one.validation_clock);
  return verifyCode(one.hc1, { at, crypto, signers: new SignerStore(signers) });
}

/** Q1 spoils the picture alone: its text is a valid certificate, and the text is all there is here. */
const isPictureCase = ({ expected_failures: [layer] }: Case) => layer === 'PICTUREDECODE';

describe('the public conformance vectors', () => {
  it('are all there where they are, and nobody who named their folder is told that all is well without them', () => {
    expect(cases).toHaveLength(there || process.env.DCC_CASES !== undefined ? 38 : 0);
  });

  for (const one of cases) {
    it(`${one.id}: ${one.description}`, async () => {
      const [signer] = [await signerOf(one)];
      const judgement = await judge(one, nodeCrypto, [signer]);
      if (one.expect_valid || isPictureCase(one)) expect(judgement.verdict).toBe('valid');
      else {
        const allowed = one.expected_failures.flatMap((layer) => VERDICTS_OF_LAYER[layer] ?? []);
        expect(allowed).toContain(judgement.verdict);
      }
    });
  }

  it('get the same verdicts from the cryptography of a browser, and with every signer trusted at once', async () => {
    const all = await Promise.all(cases.map(signerOf));
    for (const one of cases) {
      const own = await judge(one, nodeCrypto, [await signerOf(one)]);
      expect([one.id, await judge(one, webCrypto, all)]).toEqual([one.id, own]);
    }
  });
});
