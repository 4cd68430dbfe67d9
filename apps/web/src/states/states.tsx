import { Button, Spin } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { ConnectionLost, Problem } from '../api/problem.ts';
import { ROLE_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { useActing } from '../session/session.ts';
import { STATE_WORDS } from './words.ts';
import './states.css';

interface MessageProps {
  readonly title: string;
  readonly detail?: ReactNode;
  readonly children?: ReactNode;
  /** `alert` is read out at once. */
  readonly role?: 'alert' | 'status';
}

/** A state of a page in words: what is so, and what to do now. */
export function Message({ title, detail, children, role = 'status' }: MessageProps) {
  return (
    <div className="message" role={role}>
      <h2>{title}</h2>
      {detail === undefined ? null : <p>{detail}</p>}
      {children === undefined ? null : <div className="message-actions">{children}</div>}
    </div>
  );
}

/** Waiting; said only after a moment, so that fast answers do not flicker. */
export function Loading() {
  const t = useWords(STATE_WORDS);
  return (
    <div className="loading" role="status" aria-live="polite">
      <Spin delay={200} />
      <span>{t('loading')}</span>
    </div>
  );
}

/** What went wrong, in the server's own words where it spoke. */
export function ErrorMessage({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const t = useWords(STATE_WORDS);
  const language = useLanguage();
  const [title, detail] =
    error instanceof Problem
      ? [error.title(language), error.detail(language)]
      : error instanceof ConnectionLost
        ? [t('lost'), t('lostDetail')]
        : [t('failed'), t('failedDetail')];
  return (
    <Message title={title} detail={detail} role="alert">
      {retry === undefined ? null : <Button onClick={retry}>{t('retry')}</Button>}
    </Message>
  );
}

export function NoPermission() {
  const t = useWords(STATE_WORDS);
  const language = useLanguage();
  const { role } = useActing();
  return (
    <Message
      title={t('noPermission')}
      detail={t('noPermissionDetail', { role: say(ROLE_LABELS[role], language) })}
    >
      <Link href="/">{t('home')}</Link>
    </Message>
  );
}

export function PageNotFound() {
  const t = useWords(STATE_WORDS);
  return (
    <Message title={t('notFound')} detail={t('notFoundDetail')}>
      <Link href="/">{t('home')}</Link>
    </Message>
  );
}
