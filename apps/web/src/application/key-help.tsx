import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useWords } from '../language/words.ts';
import { useKeys } from './keys.ts';
import { SHELL_WORDS } from './words.ts';

/** The single keys of a page, listed under `?`. */
export function KeyHelp({ keys }: { readonly keys: readonly (readonly [key: string, does: string])[] }) {
  const t = useWords(SHELL_WORDS);
  const [open, setOpen] = useState(false);
  useKeys({ '?': () => setOpen(true) });
  return (
    <>
      <Button type="text" className="key-help" onClick={() => setOpen(true)}>
        {t('keys')} <kbd aria-hidden="true">?</kbd>
      </Button>
      <Modal open={open} title={t('keys')} footer={null} onCancel={() => setOpen(false)} width={420}>
        <dl className="key-list">
          {[...keys, ['?', t('keysHelp')] as const].map(([key, does]) => (
            <div key={key}>
              <dt>
                {key.split(' ').map((one) => (
                  <kbd key={one}>{one}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </>
  );
}
