/** A sentence in both languages. Words in braces are the finding's parameters. */
export interface Text {
  readonly vi: string;
  readonly en: string;
}

export const text = (vi: string, en: string): Text => ({ vi, en });
