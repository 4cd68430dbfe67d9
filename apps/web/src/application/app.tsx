import { useEffect } from 'react';
import { Route, Router, Switch } from 'wouter';
import { useLanguage } from '../language/language.ts';
import { say } from '../language/words.ts';
import { readSession, useActing, useSession } from '../session/session.ts';
import { ErrorMessage, Loading, NoPermission, PageNotFound } from '../states/states.tsx';
import { ConnectionLost } from '../api/problem.ts';
import { LiveUpdates } from './live-updates.tsx';
import type { PageEntry } from './page.ts';
import { maySee, PAGES } from './pages.ts';
import { Shell } from './shell.tsx';
import { NoPostPage, SignedInPage, SignInPage } from './sign-in.page.tsx';
import { StepUpDialog } from './step-up-dialog.tsx';

function Shown({ entry }: { readonly entry: PageEntry }) {
  const { role } = useActing();
  const language = useLanguage();
  const title = say(entry.title, language);
  useEffect(() => {
    document.title = `${title} - Bàn Giao`;
  }, [title]);
  return maySee(entry, role) ? <entry.page /> : <NoPermission />;
}

/** Everything: who is signed in decides between the front door and the pages. */
export function Application() {
  const session = useSession();
  useEffect(() => void readSession(), []);
  if (location.pathname === '/app/signed-in') return <SignedInPage />;
  switch (session.status) {
    case 'loading':
      return <Loading />;
    case 'unreachable':
      return <ErrorMessage error={new ConnectionLost()} retry={() => location.reload()} />;
    case 'signed-out':
      return <SignInPage />;
    case 'no-post':
      return <NoPostPage />;
    case 'signed-in':
      return (
        <Router base="/app">
          <LiveUpdates />
          <Shell>
            <Switch>
              {PAGES.map((entry) => (
                <Route key={entry.path} path={entry.path}>
                  <Shown entry={entry} />
                </Route>
              ))}
              <Route>
                <PageNotFound />
              </Route>
            </Switch>
          </Shell>
          <StepUpDialog />
        </Router>
      );
  }
}
