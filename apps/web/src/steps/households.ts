import type { RecordView } from '../api/views.ts';
import { fold } from '../records/searching.ts';

export interface Household {
  readonly key: string;
  readonly address: string | null;
  readonly records: readonly RecordView[];
}

/** Punctuation and marks do not make another house. */
const keyOf = (address: string | null, phone: string | null): string =>
  `${fold(address ?? '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()}|${phone ?? ''}`;

/**
 * Records that were given one address and one telephone number belong to one door; an address alone is often only the village's name. In the order
 * in which the list names them.
 */
export function householdsOf(records: readonly RecordView[]): readonly Household[] {
  const groups = new Map<string, RecordView[]>();
  for (const record of records) {
    const key = keyOf(record.address, record.phone);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return [...groups].map(([key, members]) => ({
    key,
    address: members[0]?.address ?? null,
    records: members,
  }));
}
