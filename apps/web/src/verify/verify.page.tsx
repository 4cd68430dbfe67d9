import { Button, Input } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Checker, type Checked } from '#signatures/dcc/checker';
import { LanguageButton } from '../application/shell-buttons.tsx';
import { formatMoment } from '../language/format.ts';
import { useWords } from '../language/words.ts';
import { deviceStorage } from './checker-storage.ts';
import { keepOffline } from './offline.ts';
import { scan, textInFile } from './scanning.ts';
import { Verdict } from './verdict.tsx';
import { VERIFY_WORDS } from './words.ts';
import './verify.css';

const checker = new Checker({ storage: deviceStorage });

interface Lists {
  readonly ready: boolean;
  readonly fetchedAt: string | null;
}

/** Opens what this device has, then asks for what is new; without a network the old lists go on. */
async function loadLists(): Promise<Lists> {
  const kept = await checker.open().catch(() => false);
  const fresh = await checker.refresh().then(
    () => true,
    () => false,
  );
  const state = await deviceStorage.read().catch(() => undefined);
  return { ready: kept || fresh, fetchedAt: state?.fetchedAt ?? null };
}

/** Anybody checks a code: on this device, and without a network once the page was open. */
export default function VerifyPage() {
  const t = useWords(VERIFY_WORDS);
  const [lists, setLists] = useState<Lists | null>(null);
  const [text, setText] = useState('');
  const [checked, setChecked] = useState<Checked | null>(null);
  const [notice, setNotice] = useState<'noCamera' | 'noCode' | null>(null);
  const refresh = useCallback(() => void loadLists().then(setLists), []);
  useEffect(() => {
    document.title = `${t('title')} - Bàn Giao`;
    refresh();
    keepOffline();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once: the title's language is no reason to load lists again
  }, []);
  const check = async (code: string) => {
    setNotice(null);
    setChecked(await checker.check(code.trim()));
  };
  return (
    <main className="verify">
      <header className="verify-head">
        <h1>{t('title')}</h1>
        <LanguageButton />
      </header>
      <p className="muted">{t('hint')}</p>
      {lists !== null && !lists.ready ? (
        <p role="alert" className="status status-bad verify-note">
          {t('notReady')}
        </p>
      ) : null}
      {checked === null ? (
        <section className="card verify-ways">
          <Camera onText={(found) => void check(found)} onFailed={() => setNotice('noCamera')} />
          <label className="verify-file">
            {t('file')}
            <input
              type="file"
              accept="image/*"
              onChange={({ target }) => {
                const [file] = target.files ?? [];
                if (file === undefined) return;
                void textInFile(file).then((found) =>
                  found === undefined ? setNotice('noCode') : check(found),
                );
              }}
            />
          </label>
          <form
            onSubmit={(submitted) => {
              submitted.preventDefault();
              void check(text);
            }}
          >
            <label htmlFor="code">{t('text')}</label>
            <Input.TextArea
              id="code"
              rows={4}
              value={text}
              spellCheck={false}
              onChange={({ target }) => setText(target.value)}
            />
            <Button
              type="primary"
              htmlType="submit"
              disabled={text.trim() === '' || lists === null || !lists.ready}
            >
              {t('check')}
            </Button>
          </form>
          {notice === null ? null : (
            <p role="alert" className="status status-warn verify-note">
              {t(notice)}
            </p>
          )}
        </section>
      ) : (
        <>
          <Verdict checked={checked} />
          <Button
            type="primary"
            size="large"
            onClick={() => {
              setChecked(null);
              setText('');
            }}
          >
            {t('again')}
          </Button>
        </>
      )}
      {lists?.fetchedAt == null ? null : (
        <p className="muted">
          {t('lists', { at: formatMoment(lists.fetchedAt) })} {checked?.outdated ? t('outdated') : ''}{' '}
          <Button size="small" onClick={refresh}>
            {t('refresh')}
          </Button>
        </p>
      )}
    </main>
  );
}

function Camera({
  onText,
  onFailed,
}: {
  readonly onText: (text: string) => void;
  readonly onFailed: () => void;
}) {
  const t = useWords(VERIFY_WORDS);
  const video = useRef<HTMLVideoElement>(null);
  const [running, setRunning] = useState<AbortController | null>(null);
  useEffect(() => () => running?.abort(), [running]);
  const begin = async () => {
    if (video.current === null) return;
    const control = new AbortController();
    setRunning(control);
    try {
      const found = await scan(video.current, control.signal);
      if (found !== undefined) onText(found);
    } catch {
      onFailed();
    } finally {
      setRunning(null);
    }
  };
  return (
    <div>
      <video ref={video} muted playsInline hidden={running === null} className="verify-camera" />
      <Button type="primary" size="large" onClick={() => (running === null ? void begin() : running.abort())}>
        {t(running === null ? 'scan' : 'stop')}
      </Button>
    </div>
  );
}
