import type { Bundle } from './bundle.ts';
import type { Handover } from './handovers.ts';

/** Papers and archived histories: what the bundle can prove of them by their place in the sealed statement. */
export function checkPapers({ archive, report }: Bundle, handovers: readonly Handover[]): void {
  const papers = archive.names.filter((name) => name.endsWith('/minutes.pdf'));
  for (const file of papers) {
    const number = Number(file.split('/')[1]);
    if (!handovers.some((handover) => handover.number === number))
      report.fail('papers', 'file_without_handover', { file });
    else if (archive.bytes(file).subarray(0, 5).toString('latin1') !== '%PDF-')
      report.fail('papers', 'paper_form', { file });
  }
  if (!report.failedAt('papers'))
    report.note('papers', papers.length > 0 ? 'papers_sealed' : 'papers_none', { papers: papers.length });
}

export function checkHistory({ archive, report }: Bundle): void {
  const files = archive.names.filter((name) => name.startsWith('temporal/'));
  for (const file of files) {
    try {
      JSON.parse(archive.text(file));
    } catch {
      report.fail('history', 'document_malformed', { file, field: 'JSON' });
    }
  }
  if (!report.failedAt('history'))
    report.note('history', files.length > 0 ? 'history_sealed' : 'history_none', { files: files.length });
}
