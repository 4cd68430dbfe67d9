import { unaccented } from '#domain/people/vietnamese';
import type { RecordView } from '../api/views.ts';

const texts = new WeakMap<RecordView, string>();

function textOf(record: RecordView): string {
  const known = texts.get(record);
  if (known !== undefined) return known;
  const { current, platform, address, phone, recordNo } = record;
  const text = fold(
    [recordNo, current.fullName, platform.fullName, current.idNumber, platform.idNumber, address, phone].join(
      ' ',
    ),
  );
  texts.set(record, text);
  return text;
}

/** Lower case, without marks. */
export function fold(text: string): string {
  return unaccented(text).toLowerCase();
}

/** Whether every word of a search is somewhere in the record, marks and case aside. */
export function matches(record: RecordView, folded: string): boolean {
  if (folded === '') return true;
  const text = textOf(record);
  return folded.split(/\s+/).every((word) => text.includes(word));
}
