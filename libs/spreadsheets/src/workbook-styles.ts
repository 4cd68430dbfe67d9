/** Every look a cell of ours may have; text throughout, so that no program takes a number for one and cuts its zeros. */
export const STYLES = [
  'plain',
  'title',
  'head',
  'headOpen',
  'locked',
  'open',
  'wrong',
  'notice',
  'right',
] as const;
export type Style = (typeof STYLES)[number];

export function styleNo(style: Style): number {
  return STYLES.indexOf(style);
}

const TEXT = 49;
const FONTS = [
  '<font><sz val="11"/><name val="Times New Roman"/></font>',
  '<font><b/><sz val="14"/><name val="Times New Roman"/></font>',
  '<font><b/><sz val="11"/><name val="Times New Roman"/></font>',
];
const COLOURS = ['D9E1F2', 'FFE699', 'F2F2F2', 'FFF9E5', 'F8CBAD', 'FFEB9C', 'E2EFDA'];

const LOOKS: Readonly<
  Record<Style, { font: number; fill: number; border: number; open?: boolean; centre?: boolean }>
> = {
  plain: { font: 0, fill: 0, border: 0 },
  title: { font: 1, fill: 0, border: 0 },
  head: { font: 2, fill: 2, border: 1, centre: true },
  headOpen: { font: 2, fill: 3, border: 1, centre: true },
  locked: { font: 0, fill: 4, border: 1 },
  open: { font: 0, fill: 5, border: 1, open: true },
  wrong: { font: 0, fill: 6, border: 1, open: true },
  notice: { font: 0, fill: 7, border: 1, open: true },
  right: { font: 0, fill: 8, border: 1 },
};

const fill = (rgb: string) =>
  `<fill><patternFill patternType="solid"><fgColor rgb="FF${rgb}"/><bgColor indexed="64"/></patternFill></fill>`;
const side = (name: string) => `<${name} style="thin"><color rgb="FFBFBFBF"/></${name}>`;

const look = (style: Style): string => {
  const { font, fill: fillNo, border, open = false, centre = false } = LOOKS[style];
  return `<xf numFmtId="${TEXT}" fontId="${font}" fillId="${fillNo}" borderId="${border}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1"><alignment vertical="top" wrapText="${style === 'title' ? 0 : 1}"${centre ? ' horizontal="center"' : ''}/><protection locked="${open ? 0 : 1}"/></xf>`;
};

/** The part xl/styles.xml. */
export const STYLES_XML = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="${FONTS.length}">${FONTS.join('')}</fonts><fills count="${COLOURS.length + 2}"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${COLOURS.map(fill).join('')}</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${['left', 'right', 'top', 'bottom'].map(side).join('')}<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${STYLES.length}">${STYLES.map(look).join('')}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
