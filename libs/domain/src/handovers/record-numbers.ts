/** Record numbers as PostgreSQL's int4multirange text, half-open ranges in order: `{[1,4),[7,8)}`. */
export function toRanges(numbers: Iterable<number>): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const ranges: string[] = [];
  let from: number | undefined;
  let last: number | undefined;
  for (const no of sorted) {
    if (from !== undefined && last !== undefined && no !== last + 1) {
      ranges.push(`[${from},${last + 1})`);
      from = no;
    }
    from ??= no;
    last = no;
  }
  if (from !== undefined && last !== undefined) ranges.push(`[${from},${last + 1})`);
  return `{${ranges.join(',')}}`;
}

/** The numbers in a multirange text that PostgreSQL wrote (half-open ranges). */
export function fromRanges(text: string): number[] {
  const numbers: number[] = [];
  for (const [, from, to] of text.matchAll(/\[(\d+),(\d+)\)/g)) {
    for (let no = Number(from); no < Number(to); no++) numbers.push(no);
  }
  return numbers;
}
