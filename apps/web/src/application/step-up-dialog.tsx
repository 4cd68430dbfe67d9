import { Button, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useWords } from '../language/words.ts';
import { readSession, signInAddress, useSession } from '../session/session.ts';
import { onStepUp, type StepUpQuestion } from '../session/step-up.ts';
import { SHELL_WORDS } from './words.ts';

/** Asks for the password again when an act needs a fresh sign-in, and when the session has ended. */
export function StepUpDialog() {
  const t = useWords(SHELL_WORDS);
  const session = useSession();
  const [question, setQuestion] = useState<StepUpQuestion | null>(null);
  const [waiting, setWaiting] = useState(false);
  useEffect(
    () =>
      onStepUp((asked) => {
        setWaiting(false);
        setQuestion(asked);
      }),
    [],
  );
  const ended = session.status === 'signed-in' && session.ended;
  useEffect(() => {
    if (!ended) return;
    // Somebody may have signed in again in another tab.
    const look = (): void => void readSession();
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [ended]);

  if (question !== null)
    return (
      <Modal
        open
        title={t('stepUp')}
        onCancel={question.cancel}
        footer={[
          <Button key="cancel" onClick={question.cancel}>
            {t('cancel')}
          </Button>,
          <Button
            key="go"
            type="primary"
            autoFocus
            onClick={() => {
              setWaiting(true);
              question.proceed();
            }}
          >
            {t('stepUpGo')}
          </Button>,
        ]}
      >
        <p>{t('stepUpDetail')}</p>
        {waiting ? <p role="status">{t('stepUpWaiting')}</p> : null}
      </Modal>
    );
  if (ended)
    return (
      <Modal
        open
        title={t('ended')}
        closable={false}
        footer={
          <Button type="primary" autoFocus onClick={() => window.open(signInAddress(), '_blank')}>
            {t('signIn')}
          </Button>
        }
      >
        <p>{t('endedDetail')}</p>
      </Modal>
    );
  return null;
}
