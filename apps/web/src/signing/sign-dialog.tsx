import { Alert, Button, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../language/words.ts';
import { useActing } from '../session/session.ts';
import { ErrorMessage } from '../states/states.tsx';
import { awaitSignature, requestSignature, SigningFailed, type SigningRequest } from './agent.ts';
import { SIGNING_WORDS } from './words.ts';

interface Props {
  /** The exact bytes that are signed. */
  readonly content: string | Uint8Array;
  readonly purpose: string;
  /** What they say, in words and figures. */
  readonly children: React.ReactNode;
  /** Takes the signature to the server; the dialogue stays until it is there. */
  readonly onSigned: (signature: string) => Promise<void>;
  readonly onClose: () => void;
}

/** What will be signed, then the signing agent's window, then the signature on its way. */
export function SignDialog({ content, purpose, children, onSigned, onClose }: Props) {
  const t = useWords(SIGNING_WORDS);
  const { subject } = useActing();
  const [request, setRequest] = useState<SigningRequest>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const stop = useRef(new AbortController());
  useEffect(() => {
    stop.current = new AbortController();
    const { current } = stop;
    return () => current.abort();
  }, []);

  const sign = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    // Opened by the click itself: later the browser would stop it.
    const opened = window.open('', 'bangiao-signing', 'popup,width=820,height=900');
    try {
      const asked = await requestSignature(subject, content, purpose);
      if (opened !== null) opened.location.href = asked.windowUrl;
      setRequest(asked);
      const signature = await awaitSignature(subject, asked, stop.current.signal);
      opened?.close();
      await onSigned(signature);
      onClose();
    } catch (failure) {
      opened?.close();
      if (!stop.current.signal.aborted) setError(failure);
    } finally {
      setRequest(undefined);
      setBusy(false);
    }
  };

  return (
    <Modal
      open
      width={720}
      title={t('title')}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t('cancel')}
        </Button>,
        <Button key="sign" type="primary" size="large" loading={busy} onClick={() => void sign()}>
          {t('title')}
        </Button>,
      ]}
    >
      <h2>{t('whatIsSigned')}</h2>
      {children}
      <p>
        <strong>{t('responsible')}</strong>
      </p>
      {request === undefined ? null : (
        <Alert
          type="info"
          showIcon
          role="status"
          title={t('waiting')}
          action={
            <Button href={request.windowUrl} target="bangiao-signing" rel="noopener">
              {t('openWindow')}
            </Button>
          }
        />
      )}
      {error === undefined ? null : error instanceof SigningFailed ? (
        <Alert type="error" showIcon role="alert" title={t(error.why)} />
      ) : (
        <ErrorMessage error={error} />
      )}
    </Modal>
  );
}
