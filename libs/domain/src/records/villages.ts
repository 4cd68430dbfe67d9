import { nameKey } from '../people/names.ts';
import { unaccented } from '../people/vietnamese.ts';

export interface VillageName {
  readonly code: string;
  readonly name: string;
}

const ABBREVIATIONS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:kp|k\.p)\.? ?(?=\d|\p{L})/gu, 'khu phố '],
  [/\b(?:tdp|tổ dp|tổ dân số)\.? ?(?=\d|\p{L})/gu, 'tổ dân phố '],
  [/(?<!\p{L})t\. ?(?=\d)/gu, 'thôn '],
  [/(?<!\p{L})(thôn|ấp|khu phố|tổ dân phố|tổ|xóm|khóm|bản|buôn|làng) ?số (?=\d)/gu, '$1 '],
  [/(?<!\p{L})(thôn|ấp|khu phố|tổ dân phố|tổ|xóm|khóm) ?(?=\d)/gu, '$1 '],
  [/(?<!\d)0+(?=\d)/g, ''],
];
const KIND =
  /^(thôn|ấp|khu phố|khu vực|khu|khóm|tổ dân phố|tổ|bản|buôn|làng|xóm|phum|sóc|plei|thon|ap|khu pho|khu vuc|khom|to dan pho|to|ban|buon|lang|xom|soc) /;

/** Lower case, one spelling per kind of village, no leading zeros, tone in one place. */
function plain(text: string): string {
  let key = text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ');
  for (const [pattern, full] of ABBREVIATIONS) key = key.replace(pattern, full);
  return nameKey(key);
}

interface Entry {
  readonly code: string;
  readonly full: string;
  readonly proper: string;
}
type Proposer = (address: string | null | undefined) => string | null;

/** The one village among the matches; a longer name that contains a shorter one wins, two different ones are unclear. */
function only(found: readonly Entry[], text: (entry: Entry) => string): string | null | undefined {
  if (found.length === 0) return undefined;
  const longest = found.filter(
    (entry) =>
      !found.some(
        (other) =>
          other !== entry && ` ${text(other)} `.includes(` ${text(entry)} `) && text(other) !== text(entry),
      ),
  );
  const codes = new Set(longest.map(({ code }) => code));
  return codes.size === 1 ? (longest[0]?.code ?? null) : null;
}

/** "thôn tân lập" is not meant by "thôn tân lập 3" or "… 3a". */
function mentions(segment: string, name: string): boolean {
  const at = ` ${segment} `.indexOf(` ${name} `);
  if (at < 0) return false;
  return !/^(?:\d+\p{L}?|\p{L})(?: |$)/u.test(segment.slice(at + name.length + 1));
}

/** A proposer over the villages of one commune; build it once for many addresses. */
export function villageProposer(villages: readonly VillageName[]): Proposer {
  const entries = villages.map(({ code, name }): Entry => {
    const full = plain(name);
    return { code, full, proper: full.replace(KIND, '') };
  });
  const bare = entries.map(({ code, full, proper }): Entry => ({
    code,
    full: unaccented(full),
    proper: unaccented(proper),
  }));
  return (address) => {
    if (address === null || address === undefined) return null;
    const segments = address
      .split(/[,;\n]| - /)
      .map(plain)
      .filter((part) => part !== '');
    return match(entries, segments) ?? match(bare, segments.map(unaccented)) ?? null;
  };
}

/** Null: several villages are possible. Undefined: none is named. */
function match(entries: readonly Entry[], segments: readonly string[]): string | null | undefined {
  const whole = only(
    entries.filter(({ full }) => full !== '' && segments.some((segment) => mentions(segment, full))),
    ({ full }) => full,
  );
  if (whole !== undefined) return whole;
  // A name without its kind counts only as a whole part of the address: "Tân Lập" may be a street, a commune or a district, too.
  return only(
    entries.filter(
      ({ proper }) =>
        /\p{L}/u.test(proper) && segments.some((segment) => segment.replace(KIND, '') === proper),
    ),
    ({ proper }) => proper,
  );
}

const proposers = new WeakMap<readonly VillageName[], Proposer>();

/**
 * The code of the village an address names, or null when it names none or could mean several ("Chưa xác định thôn").
 * A proposal for the commune task force, who may move records without a return.
 */
export function proposeVillage(
  address: string | null | undefined,
  villages: readonly VillageName[],
): string | null {
  let proposer = proposers.get(villages);
  if (proposer === undefined) {
    proposer = villageProposer(villages);
    proposers.set(villages, proposer);
  }
  return proposer(address);
}
