import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '../connection/api.ts';
import type { Drive } from './drive.ts';

/** So many of each are enough to see the way work; a list may have hundreds. */
const MOST = 20;
const LOOK_MS = 200;

interface Elsewhere {
  readonly recordNo: number;
  readonly destination: string | null;
}

interface Pair {
  readonly id: string;
  readonly state: string;
  readonly score: number;
  readonly likeness: Readonly<Record<string, number>>;
  readonly a: { readonly listId: string };
  readonly b: { readonly listId: string };
}

/**
 * Once per list, before it ends: residents of another commune are offered to one that takes them, one offer is refused and made again;
 * people who are on the list twice are told apart, and the platform merges their doses.
 */
export async function settleElsewhere(drive: Drive): Promise<void> {
  if (!drive.take('elsewhere')) return;
  await Promise.all([transfer(drive), merge(drive)]);
}

async function transfer(drive: Drive): Promise<void> {
  const { api, plan } = drive;
  const { commune } = plan.officers;
  const pages = await Promise.all(
    ['moved_away', 'resides_elsewhere'].map((outcome) =>
      api.get<Page<Elsewhere>>(commune, `/lists/${plan.listId}/records?limit=200&outcome=${outcome}`),
    ),
  );
  const recordNos = pages
    .flatMap(({ items }) => items)
    .filter(({ destination }) => destination === 'transfer')
    .map(({ recordNo }) => recordNo)
    .slice(0, MOST);
  if (recordNos.length === 0) return;
  const { communeCode, station } = plan.neighbour;
  const offer = async (numbers: readonly number[]): Promise<readonly string[]> =>
    (
      await api.write<{ transfers: string[] }>(commune, 'POST', `/lists/${plan.listId}/transfers`, {
        ...{ recordNos: numbers, toCommune: communeCode },
        reason: 'Công dân thường trú tại xã nhận.',
      })
    ).body.transfers;
  const [first, ...others] = await offer(recordNos);
  for (const id of others) await api.write(station, 'POST', `/transfers/${id}/accept`);
  if (first === undefined) return;
  await api.write(station, 'POST', `/transfers/${first}/refuse`, {
    reason: 'Đề nghị ghi rõ địa chỉ thường trú.',
  });
  const [again] = await offer(recordNos.slice(0, 1));
  await api.write(station, 'POST', `/transfers/${again}/accept`);
  // Before the list ends its chain must have heard of every answer.
  await until(drive, async () => {
    const { items } = await api.get<Page<{ toldAt: string | null }>>(
      commune,
      '/transfers?direction=out&limit=200',
    );
    return items.every(({ toldAt }) => toldAt !== null);
  });
}

async function merge(drive: Drive): Promise<void> {
  const { api, plan } = drive;
  const { commune, stations } = plan.officers;
  await api.write(commune, 'POST', `/lists/${plan.listId}/duplicates/search`);
  const { items } = await api.get<Page<Pair>>(
    commune,
    `/lists/${plan.listId}/duplicates?state=open&limit=200`,
  );
  const own = items.filter(({ a, b }) => a.listId === plan.listId && b.listId === plan.listId).slice(0, MOST);
  for (const pair of own) {
    const same = isSamePerson(pair);
    await api.write(commune, 'POST', `/lists/${plan.listId}/duplicates/${pair.id}/decision`, {
      ...{
        same,
        reason: same ? 'Đã đối chiếu giấy tờ, cùng một người.' : 'Đã đối chiếu giấy tờ, hai người khác nhau.',
      },
      ...(same ? { keep: 'a' } : {}),
    });
    if (same) await api.write(stations[0], 'POST', `/lists/${plan.listId}/duplicates/${pair.id}/merge`);
  }
  await until(drive, async () => {
    const merging = `/lists/${plan.listId}/duplicates?state=merging&limit=1`;
    return (await api.get<Page<Pair>>(commune, merging)).items.length === 0;
  });
}

/** Names and full birth dates agree, and nothing that both sides have speaks against it: a careful officer's rule. */
function isSamePerson({ likeness }: Pair): boolean {
  const values = Object.values(likeness);
  return (
    (likeness['fullName'] ?? 0) >= 0.8 &&
    likeness['dateOfBirth'] === 1 &&
    values.every((value) => value >= 0.8)
  );
}

async function until({ tools }: Drive, done: () => Promise<boolean>): Promise<void> {
  for (const giveUpAt = Date.now() + tools.patienceMs; Date.now() < giveUpAt; await sleep(LOOK_MS)) {
    if (await done()) return;
  }
  throw new Error('The answers of other communes, or of the platform, never came.');
}
