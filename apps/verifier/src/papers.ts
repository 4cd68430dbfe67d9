import type { Bundle, Chain } from './bundle.ts';
import { textOf } from './fields.ts';
import type { Handover } from './handovers.ts';

/** Papers are the ones that the events tell of; a paper without an event is no more than what the server states. */
export function checkPapers(
  { archive, report }: Bundle,
  { mentions }: Chain,
  handovers: readonly Handover[],
): void {
  const papers = archive.names.filter((name) => name.endsWith('.pdf'));
  let signed = 0;
  for (const file of papers) {
    const handover = handovers.find(({ number }) => file.startsWith(`handovers/${number}/`));
    if (handover === undefined) report.fail('papers', 'file_without_handover', { file });
    else if (archive.bytes(file).subarray(0, 5).toString('latin1') !== '%PDF-')
      report.fail('papers', 'paper_form', { file });
  }
  for (const { number, manifest } of handovers)
    for (const kind of ['minutes', 'receipt']) {
      const file = `handovers/${number}/${kind}.pdf`;
      const last = (mentions.get(textOf(manifest, 'handoverId')) ?? []).findLast(
        ({ type, payload }) => type.startsWith('paper.') && payload['kind'] === kind,
      );
      if (last === undefined || last.type === 'paper.voided') continue;
      if (!archive.has(file)) report.fail('papers', 'file_missing', { file });
      else if (last.payload['sha256'] !== archive.hash(file).sha256)
        report.fail('papers', 'paper_event_differs', { file, no: last.no });
      signed += 1;
    }
  if (report.failedAt('papers')) return;
  if (signed > 0) report.ok('papers', 'papers_ok', { papers: signed });
  if (papers.length > signed) report.note('papers', 'papers_sealed', { papers: papers.length - signed });
  if (papers.length === 0) report.note('papers', 'papers_none');
}

/** Archived histories are the ones whose hashes stand in the chain of events. */
export function checkHistory({ archive, report }: Bundle, { archived }: Chain): void {
  const files = archive.names.filter((name) => name.startsWith('temporal/'));
  const missing = new Set(archived);
  for (const file of files)
    if (!missing.delete(archive.hash(file).sha256)) report.fail('history', 'history_differs', { file });
  if (missing.size > 0) report.fail('history', 'history_missing', { count: missing.size });
  if (report.failedAt('history')) return;
  if (files.length > 0) report.ok('history', 'history_ok', { files: files.length });
  else report.note('history', 'history_none');
}
