import { isVietnameseName, nameDisplay } from '../people/names.ts';
import { LONGEST_NAME, transliterate } from './transliteration.ts';

/** The four name fields of a certificate. The given name is absent for people with one name. */
export interface CertificateName {
  readonly fn: string;
  readonly fnt: string;
  readonly gn?: string;
  readonly gnt?: string;
}

export interface HolderName {
  readonly fullName: string;
  /** Where the parts are known apart, they are never guessed from the full name. */
  readonly familyName?: string | undefined;
  readonly givenName?: string | undefined;
  /** The name line of a passport's machine-readable zone: "NGUYEN<<VAN<AN". It wins over every transliteration. */
  readonly machineReadable?: string | undefined;
  readonly foreign: boolean;
}

/**
 * The name fields of a certificate, family name first. A Vietnamese name is split after its first word only when all of its words are
 * Vietnamese: "H'Hen Niê" has its surname at the end. A name that cannot be split stands whole in the family name, as ICAO 9303-3
 * §4.6 wants it. Undefined when nothing in Latin letters can be made of it: then the holder's machine-readable zone is needed.
 */
export function certificateName(holder: HolderName): CertificateName | undefined {
  const { family, given } = partsOf(holder);
  const machine = machineReadableParts(holder.machineReadable);
  const standard = (text: string): string | undefined => {
    const { value, unknown } = transliterate(text, { foreign: holder.foreign });
    return unknown.length === 0 && value !== '' ? value : undefined;
  };
  const fnt = machine?.family ?? standard(family);
  if (fnt === undefined || family === '') return undefined;
  if (given === '') return { fn: cut(family), fnt };
  const gnt = machine === undefined ? standard(given) : machine.given;
  if (gnt === undefined) return undefined;
  return { fn: cut(family), fnt, gn: cut(given), ...(gnt === '' ? {} : { gnt }) };
}

function partsOf(holder: HolderName): { family: string; given: string } {
  const [family, given] = [nameDisplay(holder.familyName), nameDisplay(holder.givenName)];
  if (family !== '') return { family, given };
  const whole = nameDisplay(holder.fullName);
  const at = whole.indexOf(' ');
  if (holder.foreign || at < 0 || !isVietnameseName(whole)) return { family: whole, given: '' };
  return { family: whole.slice(0, at), given: whole.slice(at + 1) };
}

function machineReadableParts(line: string | undefined): { family: string; given: string } | undefined {
  if (line === undefined || !/^[A-Z<]+$/.test(line)) return undefined;
  const tidy = (part: string) =>
    part.replace(/<+/g, '<').replace(/^<|<$/g, '').slice(0, LONGEST_NAME).replace(/<$/, '');
  const [family = '', ...given] = line.split('<<');
  return tidy(family) === '' ? undefined : { family: tidy(family), given: tidy(given.join('<')) };
}

/** Cut at a word's end where one is near; the schema counts code points. */
function cut(name: string): string {
  const letters = [...name];
  if (letters.length <= LONGEST_NAME) return name;
  const short = letters.slice(0, LONGEST_NAME).join('');
  const end = short.lastIndexOf(' ');
  return (end > LONGEST_NAME / 2 ? short.slice(0, end) : short).trim();
}
