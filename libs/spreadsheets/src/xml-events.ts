import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { LIMITS } from './limits.ts';
import { Unreadable } from './unreadable.ts';

/** What a part's reader wants to hear of. Names come without their prefix: strict and transitional workbooks differ in it. */
export interface XmlListener {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
}

const LESS_THAN = 0x3c;

/**
 * Feeds one part to its listener, chunk by chunk. `between` is called after each chunk; false ends the reading early. A document type
 * is refused: entities, and files behind them, are how XML attacks. Text without a tag for a megabyte is refused before it is gathered.
 * @throws Unreadable
 */
export async function readXml(
  part: string,
  chunks: AsyncIterable<Buffer>,
  listener: XmlListener,
  between?: () => Promise<boolean>,
): Promise<void> {
  const parser = new SaxesParser({ position: false });
  parser.on('doctype', () => {
    throw new Unreadable('unsafe_xml', part);
  });
  parser.on('error', () => {
    throw new Unreadable('damaged', part);
  });
  parser.on('opentag', ({ name, attributes }) =>
    listener.open?.(local(name), attributes as Record<string, string>),
  );
  parser.on('closetag', ({ name }) => listener.close?.(local(name)));
  parser.on('text', (text) => listener.text?.(text));
  parser.on('cdata', (text) => listener.text?.(text));
  let decoder: TextDecoder | undefined;
  let run = 0;
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
    const last = chunk.lastIndexOf(LESS_THAN);
    run = last < 0 ? run + chunk.length : chunk.length - last;
    if (run > LIMITS.runLength) throw new Unreadable('cell_too_long', part);
    parser.write(decoded(decoder, part, chunk));
    if (between !== undefined && !(await between())) return;
  }
  if (decoder === undefined) throw new Unreadable('damaged', part);
  parser.write(decoded(decoder, part));
  parser.close();
  await between?.();
}

function decoded(decoder: TextDecoder, part: string, chunk?: Buffer): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw new Unreadable('damaged', part);
  }
}

/** UTF-8, or UTF-16 by its byte order mark; nothing else is a workbook's. */
function encodingOf(chunk: Buffer): string {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

function local(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** An attribute by its local name, whatever its prefix is called. */
export function attributeOf(
  attributes: Readonly<Record<string, string>>,
  wanted: string,
): string | undefined {
  const name = Object.keys(attributes).find((key) => local(key) === wanted && key.includes(':'));
  return name === undefined ? undefined : attributes[name];
}
