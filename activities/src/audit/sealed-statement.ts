import { createHash } from 'node:crypto';
import { canonicalJson } from '#signatures/canonical';
import { verifyDetached } from '#signatures/cms';

/** A statement with the signature that is said to be over it. */
export interface Signed {
  readonly statement: string;
  readonly signature: Buffer;
}

/**
 * Checks that the seal key of `certificatePem` signed the statement and that it is canonical JSON of its `kind`. Answers its content, or
 * why not in a few words.
 */
export async function openSealed<T extends { readonly kind: string; readonly at: string }>(
  { statement, signature }: Signed,
  kind: T['kind'],
  certificatePem: string,
): Promise<{ readonly content: T } | { readonly wrong: string }> {
  let content: T;
  try {
    content = JSON.parse(statement) as T;
    if (canonicalJson(content) !== statement) return { wrong: 'the statement is not canonical JSON' };
  } catch {
    return { wrong: 'the statement is not JSON' };
  }
  if (content.kind !== kind) return { wrong: `the statement is no ${kind}` };
  try {
    await verifyDetached({
      ...{ content: statement, signature, trustAnchorsPem: [certificatePem], crlsDer: [] },
      at: new Date(content.at),
    });
  } catch {
    return { wrong: 'the seal key did not sign this statement' };
  }
  return { content };
}

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
