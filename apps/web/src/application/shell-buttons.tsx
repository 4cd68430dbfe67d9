import { Button } from 'antd';
import { chooseLanguage, useLanguage } from '../language/language.ts';
import { useWords } from '../language/words.ts';
import { chooseAppearance, useAppearance } from './settings.ts';
import { SHELL_WORDS } from './words.ts';

/** Names the other language in that language, so that whoever needs it can read it. */
export function LanguageButton({ className }: { readonly className?: string }) {
  const t = useWords(SHELL_WORDS);
  const language = useLanguage();
  const other = language === 'vi' ? 'en' : 'vi';
  return (
    <Button
      type="text"
      lang={other}
      {...(className === undefined ? {} : { className })}
      onClick={() => chooseLanguage(other)}
    >
      {t('language')}
    </Button>
  );
}

export function AppearanceButton({ className }: { readonly className?: string }) {
  const t = useWords(SHELL_WORDS);
  const appearance = useAppearance();
  const label = appearance === 'dark' ? t('toLight') : t('toDark');
  return (
    <Button
      type="text"
      aria-label={label}
      title={label}
      {...(className === undefined ? {} : { className })}
      onClick={() => chooseAppearance(appearance === 'dark' ? 'light' : 'dark')}
    >
      <span aria-hidden="true">{appearance === 'dark' ? '☀' : '☾'}</span>
    </Button>
  );
}
