import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';

export interface SiteFile {
  readonly type: string;
  readonly content: Buffer;
  /** The same, packed when the pages were built. */
  readonly packed: ReadonlyMap<'br' | 'gzip', Buffer>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
};
const PACKED = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

function* paths(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* paths(path);
    else yield path;
  }
}

/** Every file of the built pages by its address below `/app/`, in memory: a few megabytes. Undefined when they are not built. */
export function readSite(folder: string): ReadonlyMap<string, SiteFile> | undefined {
  if (!existsSync(join(folder, 'index.html'))) return undefined;
  const files = new Map<string, SiteFile>();
  for (const path of paths(folder)) {
    const type = TYPES[extname(path)];
    if (type === undefined) continue;
    const packed = PACKED.filter(([, ending]) => existsSync(path + ending)).map(
      ([encoding, ending]) => [encoding, readFileSync(path + ending)] as const,
    );
    files.set(relative(folder, path).replaceAll('\\', '/'), {
      ...{ type, content: readFileSync(path), packed: new Map(packed) },
    });
  }
  return files;
}

/** The smallest form that the browser takes. */
export function formOf(file: SiteFile, accepted: string | undefined): readonly [Buffer, string | undefined] {
  const offers = (accepted ?? '').split(',').map((offer) => offer.trim());
  for (const [encoding] of PACKED) {
    const content = file.packed.get(encoding);
    const wanted = offers.some(
      (offer) => offer === encoding || (offer.startsWith(`${encoding};`) && !/;\s*q=0(\.0*)?$/.test(offer)),
    );
    if (content !== undefined && wanted) return [content, encoding];
  }
  return [file.content, undefined];
}
