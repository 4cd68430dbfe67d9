import { theme, type ThemeConfig } from 'antd';
import type { Appearance } from './settings.ts';

const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';

/**
 * Colours of both appearances. Greys are darker than the library's own, so that small text keeps a contrast of 4.5 to 1;
 * motion is off: old machines draw it badly, and nobody needs it.
 */
export function themeOf(appearance: Appearance): ThemeConfig {
  const dark = appearance === 'dark';
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    cssVar: { key: 'bangiao' },
    hashed: false,
    token: {
      colorPrimary: dark ? '#4f9bd6' : '#14507d',
      colorInfo: dark ? '#4f9bd6' : '#14507d',
      colorLink: dark ? '#7db8e8' : '#14507d',
      colorError: dark ? '#f08080' : '#b3261e',
      colorWarning: dark ? '#e0b04a' : '#8a5a00',
      colorSuccess: dark ? '#6cc08b' : '#1d6b3a',
      colorTextSecondary: dark ? 'rgba(255,255,255,0.78)' : 'rgba(0,0,0,0.74)',
      colorTextTertiary: dark ? 'rgba(255,255,255,0.7)' : 'rgba(0,0,0,0.66)',
      colorTextQuaternary: dark ? 'rgba(255,255,255,0.62)' : 'rgba(0,0,0,0.6)',
      colorTextPlaceholder: dark ? 'rgba(255,255,255,0.62)' : 'rgba(0,0,0,0.6)',
      colorBorder: dark ? '#6b7580' : '#8c96a1',
      colorBgLayout: dark ? '#12161a' : '#f3f5f7',
      colorBgContainer: dark ? '#1b2127' : '#ffffff',
      colorBgElevated: dark ? '#232a31' : '#ffffff',
      fontFamily: FONT,
      fontSize: 15,
      borderRadius: 4,
      motion: false,
    },
    components: {
      Button: { primaryColor: dark ? '#08131c' : '#ffffff', primaryShadow: 'none', defaultShadow: 'none' },
    },
  };
}
