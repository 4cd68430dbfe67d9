/** A form field that is its own widget. */
export const field = (name: string, type: 'Sig' | 'Tx') =>
  `<< /Type /Annot /Subtype /Widget /FT /${type} /T (${name}) /F 4 /Rect [10 10 110 40] /P 3 0 R >>`;

/** The smallest document with two signature fields and a text field. */
export function smallPdf(): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R 5 0 R 6 0 R] /SigFlags 3 /DR << >> >> >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Annots [4 0 R 5 0 R 6 0 R] >>',
    field('Officer', 'Sig'),
    field('Office', 'Sig'),
    field('Number', 'Tx'),
    '<< /Title (Minutes \\(draft\\)) /Subject (six records) >>',
  ];
  let text = '%PDF-1.7\n';
  const offsets = objects.map((object, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const xref = text.length;
  text += `xref\n0 8\n0000000000 65535 f \n${offsets.join('')}trailer\n<< /Size 8 /Root 1 0 R /Info 7 0 R >>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
