import { App } from 'antd';
import { useCallback } from 'react';
import { ConnectionLost, Problem } from '../api/problem.ts';
import { useLanguage } from '../language/language.ts';
import { useWords } from '../language/words.ts';
import { STATE_WORDS } from './words.ts';

/** Shows why an act was refused, in the server's words: `useMutation({ onError: useRefusal() })`. */
export function useRefusal(): (error: unknown) => void {
  const { notification } = App.useApp();
  const language = useLanguage();
  const t = useWords(STATE_WORDS);
  return useCallback(
    (error: unknown) => {
      const [title, description] =
        error instanceof Problem
          ? [error.title(language), error.detail(language)]
          : error instanceof ConnectionLost
            ? [t('lost'), t('lostDetail')]
            : [t('failed'), t('failedDetail')];
      notification.error({ title, description, duration: 12, role: 'alert' });
    },
    [notification, language, t],
  );
}
