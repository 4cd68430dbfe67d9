import { Button, Drawer } from 'antd';
import { Suspense, useEffect, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { useActing } from '../session/session.ts';
import { PageBoundary } from '../states/boundary.tsx';
import { Loading } from '../states/states.tsx';
import { Bell } from '../notifications/bell.tsx';
import { useConnection } from './connection.ts';
import { maySee, PAGES } from './pages.ts';
import { PostChoice } from './post-choice.tsx';
import { AppearanceButton, LanguageButton } from './shell-buttons.tsx';
import { useSignOut } from './sign-out.ts';
import { SHELL_WORDS } from './words.ts';
import './shell.css';

function Menu({ onGo }: { readonly onGo?: () => void }) {
  const t = useWords(SHELL_WORDS);
  const language = useLanguage();
  const [address] = useLocation();
  const { role } = useActing();
  const entries = PAGES.filter((page) => page.menu !== undefined && maySee(page, role)).sort(
    (one, other) => (one.menu?.order ?? 0) - (other.menu?.order ?? 0),
  );
  return (
    <nav aria-label={t('menu')}>
      <ul className="menu">
        {entries.map(({ path, title, menu }) => {
          const here =
            path === '/' ? address === '/' || address.startsWith('/tasks') : address.startsWith(path);
          const Icon = menu?.icon;
          return (
            <li key={path}>
              <Link
                href={path}
                className={here ? 'menu-item menu-here' : 'menu-item'}
                aria-current={here ? 'page' : undefined}
                {...(onGo === undefined ? {} : { onClick: onGo })}
              >
                {Icon === undefined ? null : <Icon />}
                <span>{say(title, language)}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** Head, navigation and the page. On a narrow screen the navigation opens from a button. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const t = useWords(SHELL_WORDS);
  const [address] = useLocation();
  const [menuOpen, setMenuOpen] = useState(false);
  const there = useConnection();
  const { fullName } = useActing();
  const signOut = useSignOut();
  useEffect(() => setMenuOpen(false), [address]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <header className="head no-print">
        <Button
          className="head-menu head-button"
          type="text"
          aria-label={t('openMenu')}
          onClick={() => setMenuOpen(true)}
        >
          <span aria-hidden="true">☰</span>
        </Button>
        <Link href="/" className="head-name">
          <img src="/app/icon.svg" alt="" width="28" height="28" />
          {t('product')}
        </Link>
        <PostChoice />
        <span className="head-person" title={t('account')}>
          {fullName}
        </span>
        <Bell />
        <LanguageButton className="head-button head-language head-wide" />
        <AppearanceButton className="head-button head-wide" />
        <Button className="head-button head-wide" type="text" onClick={signOut}>
          {t('signOut')}
        </Button>
      </header>
      {there ? null : (
        <p className="head-offline" role="alert">
          {t('offline')}
        </p>
      )}
      <div className="side no-print">
        <Menu />
      </div>
      <Drawer
        open={menuOpen}
        onClose={() => setMenuOpen(false)}
        placement="left"
        size={280}
        title={t('menu')}
      >
        <Menu onGo={() => setMenuOpen(false)} />
        <hr />
        <p>{fullName}</p>
        <LanguageButton /> <AppearanceButton />{' '}
        <Button type="text" onClick={signOut}>
          {t('signOut')}
        </Button>
      </Drawer>
      <main id="main" className="main" tabIndex={-1}>
        <PageBoundary at={address}>
          <Suspense fallback={<Loading />}>{children}</Suspense>
        </PageBoundary>
      </main>
    </div>
  );
}
