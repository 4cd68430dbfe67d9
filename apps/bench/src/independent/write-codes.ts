import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createDemoAuthority, createDemoSigner } from '#signatures/dcc/demo-signers';
import { codeIssuer } from '#signatures/dcc/issue-code';
import { softwareSigningKey } from '#signatures/dcc/software-signing-key';
import { sampleRequest } from '../dcc/sample.ts';

/**
 * Writes codes of made-up people for a verifier that shares no line with this project: `write-codes FILE COUNT`, one JSON object a line
 * with the code, the signer's certificate and what was asked for. Both algorithms in turn.
 */
const [file, count] = [process.argv[2], Number(process.argv[3])];
if (file === undefined || !Number.isSafeInteger(count) || count < 1)
  throw new RangeError('write-codes FILE COUNT');

const { issuedAt: notBefore } = sampleRequest(0);
const authority = await createDemoAuthority({ notBefore });
const issuers = await Promise.all(
  (['ES256', 'PS256'] as const).map(async (algorithm) => {
    const { certificateDer, privateKeyPem } = await createDemoSigner(authority, { algorithm, notBefore });
    const key = await softwareSigningKey({
      certificateDer,
      privateKey: privateKeyPem,
      state: 'signing',
      threads: 'own',
    });
    return {
      algorithm,
      certificate: Buffer.from(certificateDer).toString('base64'),
      issue: await codeIssuer(key),
    };
  }),
);
const output = createWriteStream(file);
for (let number = 0; number < count; number += 1) {
  const { algorithm, certificate, issue } = issuers[number % issuers.length] as (typeof issuers)[number];
  const request = sampleRequest(number);
  const { code } = await issue(request);
  const asked = {
    payload: request.certificate,
    issuer: request.issuer,
    issuedAt: request.issuedAt.getTime() / 1000,
    expiresAt: request.expiresAt.getTime() / 1000,
    fullName: request.fullName,
  };
  output.write(`${JSON.stringify({ algorithm, certificate, code, asked })}\n`);
}
output.end();
await finished(output);
