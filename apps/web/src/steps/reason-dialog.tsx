import { Input, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { useWords } from '../language/words.ts';
import { STEP_WORDS } from './words.ts';

const LEAST = 3;
const MOST = 300;

interface Props {
  readonly title: string;
  readonly busy?: boolean;
  readonly children?: ReactNode;
  readonly onSend: (reason: string) => void;
  readonly onCancel: () => void;
}

/** Asks for the reason without which nothing is returned or refused. */
export function ReasonDialog({ title, busy = false, children, onSend, onCancel }: Props) {
  const t = useWords(STEP_WORDS);
  const [reason, setReason] = useState('');
  return (
    <Modal
      open
      title={title}
      okText={title}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: reason.trim().length < LEAST, loading: busy }}
      onOk={() => onSend(reason.trim())}
      onCancel={onCancel}
    >
      {children}
      <Input.TextArea
        autoFocus
        rows={3}
        maxLength={MOST}
        showCount
        value={reason}
        aria-label={t('reason')}
        placeholder={t('reasonHint')}
        onChange={({ target }) => setReason(target.value)}
      />
    </Modal>
  );
}
