import type { Checked } from '#signatures/dcc/checker';
import { formatBirthDate } from '../language/format.ts';
import { useLanguage } from '../language/language.ts';
import { useWords } from '../language/words.ts';
import { VERIFY_WORDS } from './words.ts';

/** What the check found, first in one word and colour, then why, then what the certificate says. */
export function Verdict({ checked }: { readonly checked: Checked }) {
  const t = useWords(VERIFY_WORDS);
  const language = useLanguage();
  const good = checked.verdict === 'valid';
  const [entry] = checked.content?.entries ?? [];
  const says = (member: string): string => {
    const value = (entry as Readonly<Record<string, unknown>> | undefined)?.[member];
    return value === undefined || value === null ? '' : String(value);
  };
  const { fn, gn, fnt, gnt } = checked.content?.nam ?? {};
  const name = [fn ?? fnt, gn ?? gnt].filter(Boolean).join(' ');
  const rows = [
    [t('name'), name],
    [t('birth'), formatBirthDate(checked.content?.dob)],
    [t('dose'), says('dn') === '' ? '' : t('doseOf', { n: says('dn'), of: says('sd') })],
    [t('on'), formatBirthDate(says('dt'))],
    [t('product'), says('mp')],
    [t('country'), says('co')],
    [t('issuer'), says('is')],
    [t('certificate'), says('ci')],
  ] as const;
  return (
    <section
      className={good ? 'card verdict-card verdict-good' : 'card verdict-card verdict-bad'}
      role="status"
    >
      <h2>
        <span aria-hidden="true">{good ? '✓' : '✕'}</span> {checked.verdictText[language]}
      </h2>
      <p>{checked.reasonText[language]}</p>
      {checked.remarkTexts.map((remark) => (
        <p key={remark.en} className="muted">
          {remark[language]}
        </p>
      ))}
      {checked.content === undefined ? null : (
        <>
          <dl className="verdict-facts">
            {rows
              .filter(([, value]) => value !== '')
              .map(([label, value]) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
          </dl>
          {good ? <p className="muted">{t('compare')}</p> : null}
        </>
      )}
    </section>
  );
}
