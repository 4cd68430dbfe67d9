import { createPrivateKey } from 'node:crypto';
import type { Judged } from '#persistence/process/passports/people';
import { codeIssuer, type CodeIssuer } from '#signatures/dcc/issue-code';
import type { SignBytes, SigningKey } from '#signatures/dcc/keys';
import { keyFacts, softwareSigningKey } from '#signatures/dcc/software-signing-key';
import { issueLines, type MadeLines } from './issue-lines.ts';
import { judgeLines } from './judge-lines.ts';

/** A key on its way to a thread. Without a private key its signatures are asked for, one by one, from whoever holds the token. */
export interface KeyForThread {
  readonly certificateDer: Uint8Array;
  readonly privateKeyPem: string | undefined;
}

/** One page of work for a thread. Times are ISO. */
export type PageWork =
  | { readonly do: 'judge'; readonly lines: string; readonly at: string }
  | {
      readonly do: 'issue';
      readonly lines: string;
      readonly key: KeyForThread;
      readonly issuedAt: string;
      readonly expiresAt: string;
      readonly issuerName: string;
    };
export type PageDone = { readonly judged: readonly Judged[] } | { readonly made: MadeLines };

/** Does pages of work; a key is prepared once, since parsing one costs more than a signature. */
export function pageWorker(askToken: SignBytes): (work: PageWork) => Promise<PageDone> {
  const prepared = new Map<string, Promise<{ issue: CodeIssuer; algorithm: SigningKey['algorithm'] }>>();
  const prepare = async ({ certificateDer, privateKeyPem }: KeyForThread) => {
    const key: SigningKey =
      privateKeyPem === undefined
        ? { ...(await keyFacts(certificateDer)), state: 'signing', sign: askToken }
        : await softwareSigningKey({
            ...{
              certificateDer,
              privateKey: createPrivateKey(privateKeyPem),
              state: 'signing',
              threads: 'own',
            },
          });
    return { issue: await codeIssuer(key), algorithm: key.algorithm };
  };
  return async (work) => {
    if (work.do === 'judge') return { judged: judgeLines(work.lines, new Date(work.at)) };
    const id = Buffer.from(work.key.certificateDer).toString('base64');
    const ready = prepared.get(id) ?? prepare(work.key);
    prepared.set(id, ready);
    const { issue, algorithm } = await ready;
    const { issuedAt, expiresAt, issuerName } = work;
    const order = { issuedAt: new Date(issuedAt), expiresAt: new Date(expiresAt), issuerName };
    return { made: await issueLines(work.lines, issue, algorithm, order) };
  };
}
