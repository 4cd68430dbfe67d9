import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './usage-error.ts';

/** Reads a command's arguments. @throws UsageError with the parser's sentence. */
export function readArguments<const T extends ParseArgsConfig>(config: T, args: readonly string[]) {
  try {
    return parseArgs({ ...config, args: [...args] });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws UsageError when the text is no id. */
export function readId(name: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  if (!UUID.test(text)) throw new UsageError(`${name} is "${text}", expected an id.`);
  return text.toLowerCase();
}
