const BETWEEN = '\u001f';

/** A message of a validation rule in both languages, as one text: Vietnamese first. */
export function inBoth(vietnamese: string, english: string): string {
  return `${vietnamese}${BETWEEN}${english}`;
}

/** Rules that come without a text of ours. */
const OF_RULE: Readonly<Record<string, readonly [string, string]>> = {
  whitelistValidation: ['Trường không được biết', 'Unknown field'],
  nestedValidation: ['Phải là đối tượng JSON', 'Must be a JSON object'],
  unknownValue: ['Phải là đối tượng JSON', 'Must be a JSON object'],
};

/** Splits a rule's message; a rule without bilingual text gets a general one, so nothing leaves in one language only. */
export function bothTexts(rule: string, message: string): { message: string; messageEn: string } {
  const [vietnamese, english] = message.split(BETWEEN);
  if (vietnamese !== undefined && english !== undefined) return { message: vietnamese, messageEn: english };
  const [general, generalEn] = OF_RULE[rule] ?? ['Giá trị không hợp lệ', 'Invalid value'];
  return { message: general, messageEn: generalEn };
}
