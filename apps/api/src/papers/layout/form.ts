import { STAMP_FACES, type StampFace } from './fonts.ts';
import { PAGE } from './sheet.ts';

/** Where a field lies on a page, from the upper left corner, points. */
export interface FieldPlace {
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The fields of an official paper, by the names that stand in the file. */
export const FIELD = { number: 'So', day: 'NgayThang', officer: 'CanBo', organisation: 'CoQuan' } as const;

interface NewField {
  readonly name: string;
  readonly label: string;
  readonly place: FieldPlace;
  /** What a text field shows until it is filled; absent for a signature. */
  readonly shows?: string;
}

interface FontRefs {
  ref(): PDFKit.PDFKitReference;
}

const PRINT = 4;
const LOCKED = 128;
const READ_ONLY = 1;

/**
 * Puts the paper's form into the document: two text fields and two signature fields, all empty. Later revisions only fill them,
 * which is what leaves an earlier signature valid (ISO 32000-1 §12.8.2.2: filling in and signing).
 */
export function addForm(
  doc: PDFKit.PDFDocument,
  fonts: Readonly<Record<StampFace, FontRefs>>,
  fields: readonly NewField[],
): void {
  const resources = { Font: { R: fonts.R.ref(), I: fonts.I.ref() } };
  const refs = fields.map((field) => {
    const { place, shows } = field;
    doc.switchToPage(place.page);
    const ref = doc.ref({
      Type: 'Annot',
      Subtype: 'Widget',
      FT: shows === undefined ? 'Sig' : 'Tx',
      T: new String(field.name),
      TU: new String(field.label),
      F: PRINT | LOCKED,
      Rect: rectOf(place),
      P: doc.page.dictionary,
      ...(shows === undefined
        ? {}
        : {
            Ff: READ_ONLY,
            DA: new String('/R 13 Tf 0 g'),
            AP: { N: drawing(doc, place, shows, resources) },
          }),
    });
    ref.end(undefined);
    (doc.page as unknown as { annotations: unknown[] }).annotations.push(ref);
    return ref;
  });
  doc.font(STAMP_FACES.R).initForm();
  const { data } = (doc as unknown as { _root: { data: { AcroForm: { data: Record<string, unknown> } } } })
    ._root.data.AcroForm;
  // Readers are not to draw the fields anew: that would change what was signed.
  delete data['NeedAppearances'];
  Object.assign(data, { Fields: refs, SigFlags: 3, DR: resources, DA: new String('/R 13 Tf 0 g') });
}

function rectOf({ x, y, width, height }: FieldPlace): number[] {
  const top = PAGE.height - y;
  return [x, top - height, x + width, top].map((number) => Math.round(number * 100) / 100);
}

function drawing(
  doc: PDFKit.PDFDocument,
  { width, height }: FieldPlace,
  operators: string,
  resources: object,
) {
  const form = doc.ref({
    Type: 'XObject',
    Subtype: 'Form',
    BBox: [0, 0, width, height],
    Resources: resources,
  });
  form.end(Buffer.from(operators));
  return form;
}
