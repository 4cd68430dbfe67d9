import { App } from 'antd';
import { useWords } from '../language/words.ts';
import { signOut } from '../session/session.ts';
import { SHELL_WORDS } from './words.ts';

/** Signs out; asks first when decisions on this device have not reached the server, because they would be wiped. */
export function useSignOut(): () => void {
  const t = useWords(SHELL_WORDS);
  const { modal } = App.useApp();
  return () =>
    void (async () => {
      const { countDrafts } = await import('../drafts/vault.ts');
      if ((await countDrafts().catch(() => 0)) === 0) return signOut();
      modal.confirm({
        title: t('unsent'),
        content: t('unsentDetail'),
        okText: t('signOutAnyway'),
        cancelText: t('cancel'),
        onOk: signOut,
      });
    })();
}
