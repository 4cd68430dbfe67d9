import { Button } from 'antd';
import { useEffect } from 'react';
import { useLanguage } from '../language/language.ts';
import { useWords } from '../language/words.ts';
import { signInAddress, signOut } from '../session/session.ts';
import { announceSignedIn } from '../session/step-up.ts';
import { Message } from '../states/states.tsx';
import { LanguageButton } from './shell-buttons.tsx';
import { SHELL_WORDS } from './words.ts';

/** What somebody sees who is not signed in. */
export function SignInPage() {
  const t = useWords(SHELL_WORDS);
  return (
    <main className="front">
      <div className="front-card card">
        <img src="/app/icon.svg" alt="" width="56" height="56" />
        <h1>{t('product')}</h1>
        <p>{t('claim')}</p>
        <Button type="primary" size="large" block href={signInAddress()}>
          {t('signIn')}
        </Button>
        <p className="muted">{t('signInHint')}</p>
        <LanguageButton />
      </div>
    </main>
  );
}

export function NoPostPage() {
  const t = useWords(SHELL_WORDS);
  return (
    <main className="front">
      <Message title={t('noPost')} detail={t('noPostDetail')}>
        <Button onClick={() => void signOut()}>{t('signOut')}</Button>
      </Message>
    </main>
  );
}

/** Where the window of a fresh sign-in ends: it tells the page that waits, and closes. */
export function SignedInPage() {
  const t = useWords(SHELL_WORDS);
  useLanguage();
  useEffect(() => {
    announceSignedIn();
    window.close();
  }, []);
  return (
    <main className="front">
      <Message title={t('signedIn')} />
    </main>
  );
}
