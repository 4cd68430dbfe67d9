import type { PaperKind } from '#domain/papers/paper';
import type { Api, Officer, Page } from '../connection/api.ts';
import type { Simulators } from '../connection/simulators.ts';
import type { CommuneOfficers } from '../officers/drive.ts';

/** A handover as far as its papers and proofs need it. */
export interface Handover {
  readonly id: string;
  readonly number: number;
  readonly grade: 'official' | 'attested';
  readonly state: string;
  readonly signerPersonId: string | null;
  readonly receiverPersonId: string | null;
  readonly offerProof: { readonly state: string } | null;
  readonly receiptProof: { readonly state: string } | null;
}

/** The registry clerks of one commune's offices. */
export interface Clerks {
  readonly police: Officer;
  readonly station: Officer;
}

export interface PaperTools {
  readonly api: Api;
  readonly simulators: Simulators;
}

/** All handovers of a list. */
export async function handoversOf(api: Api, who: Officer, listId: string): Promise<Handover[]> {
  const all: Handover[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page<Handover> = await api.get(who, `/lists/${listId}/handovers?limit=100${after}`);
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
}

/**
 * The papers of every accepted official handover: the minutes of the police and the receipt of the station, each signed by the officer
 * who answers for it, numbered, and issued with the organisation's certificate. Returns how many were issued.
 */
export async function issuePapers(
  tools: PaperTools,
  { chief, stations }: CommuneOfficers,
  clerks: Clerks,
  handovers: readonly Handover[],
): Promise<number> {
  const signers = new Map<string | null, Officer>();
  for (const who of [chief, ...stations])
    signers.set((await tools.api.get<{ personId: string }>(who, '/me')).personId, who);
  let issued = 0;
  for (const { id, grade, state, signerPersonId, receiverPersonId } of handovers) {
    if (grade !== 'official' || state !== 'accepted') continue;
    for (const [kind, personId, clerk] of [
      ['minutes', signerPersonId, clerks.police],
      ['receipt', receiverPersonId, clerks.station],
    ] as const) {
      const officer = signers.get(personId);
      if (officer === undefined)
        throw new Error(`Who signed the ${kind} of handover ${id} is not of this run.`);
      await issue(tools, `/handovers/${id}/paper`, kind, officer, clerk);
      issued += 1;
    }
  }
  return issued;
}

async function issue(
  { api, simulators }: PaperTools,
  path: string,
  kind: PaperKind,
  officer: Officer,
  clerk: Officer,
): Promise<void> {
  const sign = async (who: Officer, act: string) => {
    const content = await api.bytes(who, `${path}/content?kind=${kind}`);
    const signature = await simulators.sign(who.login, content);
    await api.write(who, 'POST', `${path}/${act}`, { kind, signature });
  };
  await api.write(officer, 'POST', path, { kind });
  await sign(officer, 'signature');
  await api.write(clerk, 'POST', `${path}/registration`, { kind });
  await sign(clerk, 'registration/signature');
}
