import { createHash } from 'node:crypto';
import type { Bundle, Chain, Committed, Mention, Move } from './bundle.ts';
import {
  asFields,
  hashOf,
  listOf,
  Malformed,
  readFields,
  textOf,
  textOrNull,
  wholeOf,
  type Fields,
} from './fields.ts';

const FILE = 'events.ndjson';

/** Event number and hash that the person who checks knows from outside, such as from an exported checkpoint. */
export interface KnownEvent {
  readonly no: number;
  readonly hash: string;
}

/** The chain: each event's hash covers the hash before it and its own text; numbers without gap, times in order, the last one as stated. */
export function checkEvents({ archive, statement, report }: Bundle, known: readonly KnownEvent[]): Chain {
  const hashes = new Map<number, string>([[0, '']]);
  const committed = {
    changes: new Map<number, string>(),
    sets: new Map<number, string>(),
    state: new Map<number, string>(),
  };
  const mentions = new Map<string, Mention[]>();
  const moves: { no: number; moves: Move[] }[] = [];
  const listId = textOf(asFields(statement['list'], 'list'), 'id');
  let [no, previous, lastAt] = [0, '', ''];
  const archived = new Map<string, string>();
  let historyLostAt: number | null = null;
  let cancelledAt: number | null = null;
  for (const line of archive.lines(FILE)) {
    no += 1;
    try {
      const row = readFields(line);
      const text = textOf(row, 'body');
      const body = readFields(text);
      const found = wholeOf(row, 'no');
      if (found !== no || wholeOf(body, 'no') !== no) {
        report.fail('events', 'event_number', { no, found });
        no = found;
      }
      const digest = createHash('sha256')
        .update(Buffer.from(previous, 'hex'))
        .update(text, 'utf8')
        .digest('hex');
      if (textOf(row, 'prevHash') !== previous) report.fail('events', 'event_previous', { no });
      else if (digest !== hashOf(row, 'hash')) report.fail('events', 'event_hash', { no });
      if (textOrNull(row, 'changesHash') !== textOrNull(body, 'changes'))
        report.fail('events', 'event_changes', { no });
      for (const kind of Object.keys(committed) as Committed[])
        if (body[kind] !== undefined && body[kind] !== null) committed[kind].set(no, hashOf(body, kind));
      if (textOf(body, 'listId') !== listId) report.fail('events', 'event_other_list', { no });
      const at = textOf(body, 'at');
      if (at < lastAt || new Date(at).toISOString() !== at)
        report.fail('events', 'event_time', { no, at, before: lastAt });
      lastAt = at;
      previous = textOf(row, 'hash');
      hashes.set(no, previous);
      const custody = listOf(body, 'custody').map(readMove);
      if (custody.length > 0) moves.push({ no, moves: custody });
      const type = textOf(body, 'type');
      const payload = asFields(body['payload'], 'payload');
      if (type === 'list.cancelled') cancelledAt = no;
      if (type === 'workflow.archived')
        for (const [file, hash] of readRuns(payload)) archived.set(file, hash);
      if (type === 'workflow.lost' || (type === 'workflow.archived' && payload['complete'] === false))
        historyLostAt = no;
      gather(mentions, body, payload, custody);
    } catch (error) {
      if (!(error instanceof Malformed) && !(error instanceof RangeError)) throw error;
      report.fail('events', 'event_malformed', { no });
    }
  }
  const head = asFields(statement['head'], 'head');
  const stated = wholeOf(head, 'eventNo');
  if (no < stated) report.fail('events', 'events_cut_off', { last: no, stated });
  else if (no !== stated || previous !== textOf(head, 'hash'))
    report.fail('events', 'head_differs', { last: no, stated });
  for (const event of known)
    if (hashes.get(event.no) !== event.hash) report.fail('events', 'known_event_differs', { no: event.no });
    else report.ok('events', 'known_event_ok', { no: event.no });
  if (!report.failedAt('events')) report.ok('events', 'events_ok', { events: no });
  return { hashes, committed, mentions, moves, archived, historyLostAt, cancelledAt };
}

/** Files of the archived runs with the hashes of their histories. */
function readRuns(payload: Fields): [string, string][] {
  const name = textOf(payload, 'workflowId').replace(/[^A-Za-z0-9._-]/g, '_');
  return listOf(payload, 'runs')
    .map((run) => asFields(run, 'runs'))
    .map((run) => [`temporal/${name}.${wholeOf(run, 'runNo')}.json`, hashOf(run, 'sha256')]);
}

function readMove(value: unknown): Move {
  const fields = asFields(value, 'custody');
  return {
    from: textOrNull(fields, 'from'),
    to: textOf(fields, 'to'),
    records: textOf(fields, 'records'),
    count: wholeOf(fields, 'count'),
  };
}

/** Every object of a payload that names a handover, under the handover's id. */
function gather(
  mentions: Map<string, Mention[]>,
  body: Fields,
  value: unknown,
  custody: readonly Move[],
): void {
  if (Array.isArray(value)) {
    for (const item of value) gather(mentions, body, item, custody);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const payload = value as Fields;
  const id = payload['handoverId'];
  if (typeof id === 'string') {
    const all = mentions.get(id) ?? [];
    all.push({
      no: wholeOf(body, 'no'),
      type: textOf(body, 'type'),
      at: textOf(body, 'at'),
      personId: textOrNull(body, 'personId'),
      payload,
      custody,
    });
    mentions.set(id, all);
  }
  for (const item of Object.values(payload)) gather(mentions, body, item, custody);
}
