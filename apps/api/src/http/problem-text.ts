export interface ProblemText {
  readonly title: string;
  readonly detail: string;
  readonly titleEn: string;
  readonly detailEn: string;
}

/** One refusal in both languages: what is wrong, then what to do. */
export const text = (title: string, detail: string, titleEn: string, detailEn: string): ProblemText => ({
  title,
  detail,
  titleEn,
  detailEn,
});
