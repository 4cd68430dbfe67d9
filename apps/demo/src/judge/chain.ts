import { createHash } from 'node:crypto';

export interface EventRow {
  readonly eventNo: number;
  readonly type: string;
  readonly body: string;
  readonly changesHash: string | null;
  /** Hash over the rows of record_changes as they are now; null when the event has none. */
  readonly changesNow: string | null;
  readonly prevHash: string;
  readonly hash: string;
}

export interface ChainFinding {
  readonly eventNo: number;
  readonly rule: 'gap' | 'broken_link' | 'wrong_hash' | 'body_differs' | 'changes_differ' | 'head_differs';
}

/**
 * Checks the hash chain of one list: event numbers run 1..n without a gap; each event's `prev_hash` is its predecessor's
 * hash (empty for the first); its hash is SHA-256 over prev_hash and body; its body names its own number, type and the hash
 * of its record changes, which is recomputed from the rows; the list's head is the last hash. All hashes hexadecimal.
 */
export function verifyChain(events: readonly EventRow[], headHash: string): ChainFinding[] {
  const findings: ChainFinding[] = [];
  let previous = '';
  for (const [index, event] of events.entries()) {
    const { eventNo } = event;
    if (eventNo !== index + 1) findings.push({ eventNo, rule: 'gap' });
    if (event.prevHash !== previous) findings.push({ eventNo, rule: 'broken_link' });
    const hash = createHash('sha256')
      .update(Buffer.from(event.prevHash, 'hex'))
      .update(event.body)
      .digest('hex');
    if (hash !== event.hash) findings.push({ eventNo, rule: 'wrong_hash' });
    const body = JSON.parse(event.body) as { no?: number; type?: string; changes?: string | null };
    if (body.no !== eventNo || body.type !== event.type) findings.push({ eventNo, rule: 'body_differs' });
    if ((body.changes ?? null) !== event.changesHash || event.changesHash !== event.changesNow) {
      findings.push({ eventNo, rule: 'changes_differ' });
    }
    previous = event.hash;
  }
  if (previous !== headHash) findings.push({ eventNo: events.length, rule: 'head_differs' });
  return findings;
}
