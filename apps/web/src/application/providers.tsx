import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import viVN from 'antd/locale/vi_VN';
import { useMemo, type ReactNode } from 'react';
import { ConnectionLost, Problem } from '../api/problem.ts';
import { useLanguage } from '../language/language.ts';
import { NONCE, useAppearance } from './settings.ts';
import { themeOf } from './theme.ts';

const RETRIES = 2;

/** Answers are fresh for a few seconds; a refusal is never asked again, a lost line is. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) =>
        count < RETRIES &&
        (error instanceof ConnectionLost || (error instanceof Problem && error.status >= 500)),
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** Language, appearance, nonce and queries for everything below. */
export function Providers({ children }: { readonly children: ReactNode }) {
  const language = useLanguage();
  const appearance = useAppearance();
  const theme = useMemo(() => themeOf(appearance), [appearance]);
  return (
    <ConfigProvider
      locale={language === 'vi' ? viVN : enUS}
      theme={theme}
      csp={{ nonce: NONCE }}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <App component={false}>
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      </App>
    </ConfigProvider>
  );
}
