import { createHash, randomBytes, randomUUID } from 'node:crypto';
import canonicalize from 'canonicalize';
import { buildManifest, type HandoverGrade, type Party, type Signer } from '#domain/handovers/manifest';
import type { Step } from '#domain/process/steps';
import type { Terms } from '#domain/process/terms';
import { acceptDueAt } from '#domain/time/working-time';
import type { Act } from '../act.ts';
import { calendarOfOffice } from '../process/calendars.ts';
import type { HashedSet, Tree } from './snapshots.ts';
import type { Work } from './work.ts';

/** What proves handovers: the tree over the records, and the server's seal for those that no officer signs. */
export interface Evidence extends Tree {
  readonly sealThumbprint: string;
  /** CMS over the text, by the server's seal key. */
  seal(content: string): Promise<Buffer>;
}

export const sha256 = (content: string | Buffer): Buffer => createHash('sha256').update(content).digest();

/** Canonical JSON of a manifest or receipt: the bytes that are signed. */
export const canonical = (value: object): string => canonicalize(value) as string;

export interface HandoverDraft {
  readonly id: string;
  readonly salt: Buffer;
  readonly grade: HandoverGrade;
  readonly step: Step;
  readonly parcelNos: readonly number[];
  readonly fromOfficeId: string;
  readonly toOfficeId: string;
}

/** A handover to be written: its id and salt come first, because the leaves are hashed with them. */
export function draftHandover(draft: Omit<HandoverDraft, 'id' | 'salt'>): HandoverDraft {
  return { id: randomUUID(), salt: randomBytes(32), ...draft };
}

export interface WrittenManifest {
  readonly number: number;
  readonly text: string;
  readonly hash: Buffer;
}

interface Numbered {
  readonly last: number;
  readonly previous: Buffer | null;
  readonly terms: Terms;
}

/**
 * Writes the manifests of handovers with the list's next numbers; each carries the hash of the one before it, so that the
 * handovers of a list form a chain in which a voided number stays visible.
 */
export async function writeManifests(
  act: Act,
  work: Omit<Work, 'id'>,
  drafts: readonly (HandoverDraft & { readonly hashed: HashedSet })[],
): Promise<{ manifests: WrittenManifest[]; acceptDueAt: Date }> {
  const [numbered] = await act.query<Numbered & Record<string, unknown>>(
    `update lists set handover_count = handover_count + $2 where id = $1
     returning handover_count as last, last_handover_hash as previous, terms`,
    [work.listId, drafts.length],
  );
  const { last, previous, terms } = numbered as Numbered;
  const party = await parties(
    act,
    drafts.flatMap(({ fromOfficeId, toOfficeId }) => [fromOfficeId, toOfficeId]),
  );
  const head = act.head(work.listId);
  let before = previous;
  const manifests = drafts.map(({ hashed, ...draft }, i): WrittenManifest => {
    const number = last - drafts.length + 1 + i;
    const text = canonical(
      buildManifest({
        handoverId: draft.id,
        number,
        grade: draft.grade,
        step: draft.step,
        campaignId: work.campaignId,
        listId: work.listId,
        communeCode: work.communeCode,
        parcels: draft.parcelNos,
        records: hashed.records,
        recordCount: hashed.count,
        from: party(draft.fromOfficeId),
        to: party(draft.toOfficeId),
        outcomes: hashed.outcomes,
        merkleRoot: hashed.merkleRoot,
        head: { eventNo: Number(head.eventNo), hash: head.hash.toString('hex') },
        previousHandover: before?.toString('hex') ?? null,
        signer: signerOf(act),
        frozenAt: act.now.toISOString(),
        acceptWithinMs: terms.acceptMs,
      }),
    );
    before = sha256(text);
    return { number, text, hash: before };
  });
  await act.query(`update lists set last_handover_hash = $2 where id = $1`, [work.listId, before]);
  const working = await calendarOfOffice(act, drafts[0]?.toOfficeId ?? '');
  return { manifests, acceptDueAt: acceptDueAt(terms, act.now, working) };
}

/** The acting person as the one who answers for a manifest or receipt. */
export function signerOf({ actor }: Act): Signer {
  return {
    personId: actor.personId,
    officeId: actor.officeId,
    role: actor.role,
    certificateThumbprint: null,
  };
}

/** Offices with their names. */
export async function parties(act: Act, officeIds: readonly string[]): Promise<(officeId: string) => Party> {
  const rows = await act.query<{ id: string; name: string }>(
    `select id, name from offices where id = any($1::text[])`,
    [[...new Set(officeIds)]],
  );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return (officeId) => ({ officeId, name: names.get(officeId) ?? officeId });
}
