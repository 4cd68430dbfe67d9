import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { LanguageButton } from '../application/shell-buttons.tsx';
import { formatBirthDate, formatDay } from '../language/format.ts';
import { useLanguage } from '../language/language.ts';
import { useWords } from '../language/words.ts';
import { Answered } from '../states/query.tsx';
import { Message } from '../states/states.tsx';
import { Status } from '../states/status.tsx';
import { AskLink } from './ask-link.tsx';
import { openLink, readFile, readPassport, type HolderView } from './holder-api.ts';
import { ReportError } from './report-error.tsx';
import { HOLDER_WORDS } from './words.ts';
import './holder.css';

const KEPT = 'bangiao.holder';

/** For the person himself: opened by a link that opens once, whose secret never reaches a server's log. */
export default function HolderPage() {
  const t = useWords(HOLDER_WORDS);
  const [session, setSession] = useState<string | null | 'used'>(() => sessionStorage.getItem(KEPT));
  useEffect(() => {
    document.title = `${t('title')} - Bàn Giao`;
    const token = location.hash.slice(1);
    if (token === '') return;
    // The secret leaves the address at once: it must not stay in the history.
    history.replaceState(null, '', location.pathname);
    openLink(token).then(
      (opened) => {
        sessionStorage.setItem(KEPT, opened);
        setSession(opened);
      },
      () => setSession('used'),
    );
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a link is opened once, whatever the language
  }, []);
  return (
    <main className="holder">
      <header className="verify-head">
        <h1>{t('title')}</h1>
        <LanguageButton />
      </header>
      {session === 'used' ? <Message title={t('used')} detail={t('usedDetail')} /> : null}
      {session === null || session === 'used' ? <AskLink /> : <Mine session={session} />}
    </main>
  );
}

function Mine({ session }: { readonly session: string }) {
  const query = useQuery({
    queryKey: ['holder', session],
    queryFn: () => readPassport(session),
    retry: false,
    refetchInterval: ({ state }) => (state.data?.ordered ? 15_000 : false),
  });
  if (query.isError) {
    sessionStorage.removeItem(KEPT);
    return <AskLink />;
  }
  return (
    <Answered query={query}>
      {(view) => (
        <>
          <Passport view={view} session={session} />
          <Whereabouts view={view} />
          <ReportError session={session} />
        </>
      )}
    </Answered>
  );
}

function Passport({ view, session }: { readonly view: HolderView; readonly session: string }) {
  const t = useWords(HOLDER_WORDS);
  const language = useLanguage();
  const { passport } = view;
  if (passport === null || passport.code === null)
    return (
      <section className="card" aria-labelledby="no-passport">
        <h2 id="no-passport">{passport === null ? t('noPassport') : t('states_revoked')}</h2>
        {view.ordered ? <p>{t('ordered')}</p> : null}
        {view.reasons.length === 0 ? null : (
          <>
            <h3>{t('why')}</h3>
            <ul>
              {view.reasons.map((reason) => (
                <li key={reason.code}>{reason[language]}</li>
              ))}
            </ul>
          </>
        )}
      </section>
    );
  return (
    <section className="card holder-passport">
      <QrImage session={session} label={t('qr')} />
      <div>
        <p>
          <Status tone={passport.state === 'active' ? 'good' : 'warn'}>
            {t(`states_${passport.state}`)}
          </Status>{' '}
          {t('valid', { at: formatDay(passport.expiresAt) })}
        </p>
        <dl className="verdict-facts">
          {passport.fields.map((field) => (
            <div key={field.name}>
              <dt>{field[language]}</dt>
              <dd>{field.value}</dd>
            </div>
          ))}
        </dl>
        <div className="holder-files">
          <Save path="/holder/passport.pdf" name="ho-chieu-vac-xin.pdf" session={session} label={t('pdf')} />
          <Save path="/holder/passport/qr.png" name="ma-qr.png" session={session} label={t('png')} />
        </div>
      </div>
    </section>
  );
}

function Whereabouts({ view }: { readonly view: HolderView }) {
  const t = useWords(HOLDER_WORDS);
  const language = useLanguage();
  return (
    <section className="card">
      {view.custody === null ? null : (
        <>
          <h2>{t('where')}</h2>
          <p>{t('held', { office: view.custody.office, since: formatDay(view.custody.since) })}</p>
        </>
      )}
      {view.papers.length === 0 ? null : (
        <>
          <h2>{t('bring')}</h2>
          <ul>
            {view.papers.map((paper) => (
              <li key={paper.en}>{paper[language]}</li>
            ))}
          </ul>
        </>
      )}
      <h2>{t('doses')}</h2>
      <ul>
        {view.doses.map(({ doseNo, date, vaccine, facility }) => (
          <li key={doseNo}>
            {t('dose', {
              n: doseNo,
              vaccine: vaccine ?? '',
              on: formatBirthDate(date),
              facility: facility ?? '',
            })}
          </li>
        ))}
      </ul>
    </section>
  );
}

function QrImage({ session, label }: { readonly session: string; readonly label: string }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    let made: string | undefined;
    void readFile('/holder/passport/qr.svg', session).then((blob) => {
      made = URL.createObjectURL(blob);
      setAddress(made);
    });
    return () => {
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [session]);
  return address === undefined ? (
    <div className="holder-qr" />
  ) : (
    <img className="holder-qr" src={address} alt={label} />
  );
}

function Save({
  path,
  name,
  session,
  label,
}: {
  readonly path: string;
  readonly name: string;
  readonly session: string;
  readonly label: string;
}) {
  return (
    <Button
      onClick={() =>
        void readFile(path, session).then((blob) => {
          const link = document.createElement('a');
          link.href = URL.createObjectURL(blob);
          link.download = name;
          link.click();
          URL.revokeObjectURL(link.href);
        })
      }
    >
      {label}
    </Button>
  );
}
