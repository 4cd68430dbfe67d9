import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { KnownEvent } from './events.ts';
import { certificatesOf, type Authorities, type Trust } from './signatures.ts';

export interface Arguments {
  readonly file: string;
  readonly trust: Trust;
  readonly known: readonly KnownEvent[];
  readonly record: number | undefined;
  readonly lang: 'vi' | 'en';
  readonly json: boolean;
}

/** The command line cannot be understood. */
export class UsageError extends Error {}

/** @throws UsageError with what was expected. */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('<bundle.zip | record-proof.json>');
  if (!existsSync(file)) throw new UsageError(file);
  if (values.seal.length === 0) throw new UsageError('--seal');
  if (values.lang !== 'vi' && values.lang !== 'en') throw new UsageError('--lang vi|en');
  if (values.record !== undefined && !/^[1-9]\d{0,8}$/.test(values.record))
    throw new UsageError('--record N');
  return {
    ...{ file, lang: values.lang, json: values.json, known: values.event.map(readEvent) },
    record: values.record === undefined ? undefined : Number(values.record),
    trust: {
      seals: values.seal.map((seal) => fingerprint('--seal', seal)),
      authorities: values.ca.length === 0 ? null : readAuthorities('--ca', values.ca),
      // Without authorities of their own, time stamps are judged by those of the officers.
      stampAuthorities:
        values.ca.length + values.tsa.length === 0
          ? null
          : readAuthorities('--tsa', [...values.ca, ...values.tsa]),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        seal: { type: 'string', multiple: true, default: [] },
        ca: { type: 'string', multiple: true, default: [] },
        tsa: { type: 'string', multiple: true, default: [] },
        event: { type: 'string', multiple: true, default: [] },
        record: { type: 'string' },
        lang: { type: 'string', default: 'vi' },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** As openssl prints it, or without colons. */
function fingerprint(option: string, text: string): string {
  const hex = text.replace(/^.*=/, '').replaceAll(':', '').trim().toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new UsageError(`${option} <SHA-256>`);
  return hex;
}

function readAuthorities(option: string, given: readonly string[]): Authorities {
  const files = given.filter((text) => existsSync(text));
  const pem = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    if (certificatesOf(text).length === 0) throw new UsageError(`${option} ${file}`);
    return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  });
  const fingerprints = given.filter((text) => !files.includes(text)).map((text) => fingerprint(option, text));
  return { pem, fingerprints };
}

function readEvent(text: string): KnownEvent {
  const [, no, hash] = /^(\d{1,9}):([0-9a-fA-F]{64})$/.exec(text) ?? [];
  if (no === undefined || hash === undefined) throw new UsageError('--event <no>:<hash>');
  return { no: Number(no), hash: hash.toLowerCase() };
}
