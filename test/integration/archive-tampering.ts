import { zipOf } from '../support/zip.ts';
import type { Files } from './evidence-kit.ts';
import { flipped, type Kind } from './tampering.ts';

/** What somebody does to a bundle's archive who knows the format of zip files. */
export function archiveTamperings(of: () => Files): Readonly<Record<string, Kind>> {
  const names = (): string[] => [...of().keys()];
  const bytesOf = (name: string): Buffer => of().get(name) as Buffer;
  const raw = (): Buffer => zipOf([...of()]);
  return {
    'put a file in twice': (dice) => {
      const name = dice.of(names());
      const again = dice.below(2) === 0 ? bytesOf(name) : flipped(bytesOf(name), dice);
      return { what: name, bytes: zipOf([...of(), [name, again]]), names: [name] };
    },
    'rename a file': (dice) => {
      const name = dice.of(names());
      const other = dice.of([`${name}x`, name.toUpperCase(), `./${name}`, name.replace(/^/, 'a/')]);
      const renamed = [...of()].map(([own, bytes]) => [own === name ? other : own, bytes] as const);
      return { what: `${name} ${other}`, bytes: zipOf(renamed), names: [name, other] };
    },
    'compress a file': (dice) => {
      const name = dice.of(names());
      return { what: name, bytes: zipOf([...of()], new Set([name])), names: ['zip', name] };
    },
    'flip a bit of a file that was compressed': (dice) => {
      const name = dice.of(names());
      const bytes = flipped(zipOf([...of()], new Set([name])), dice);
      return { what: name, bytes, names: ['zip', ...names()] };
    },
    'put bytes behind the end': (dice) => {
      const bytes = Buffer.concat([raw(), Buffer.alloc(1 + dice.below(400), dice.below(256))]);
      return { what: `${bytes.length - raw().length}`, bytes, names: ['zip'] };
    },
    'cut the archive off': (dice) => {
      const bytes = raw().subarray(0, raw().length - 1 - dice.below(raw().length - 1));
      return { what: `${bytes.length}`, bytes, names: ['zip', ...names()] };
    },
    'put two archives together': () => ({
      ...{ what: 'twice', bytes: Buffer.concat([raw(), raw()]), names: ['zip', ...names()] },
    }),
  };
}
