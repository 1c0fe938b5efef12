/** The look: one deep accent (petrol), cool greys, semantic colours for state only, tabular figures. */
import { type ThemeConfig, theme } from 'antd';
import { useSyncExternalStore } from 'react';

export type Appearance = 'light' | 'dark' | 'system';

const STORED = 'muster.appearance';
const SYSTEM_DARK = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

export function appearance(): Appearance {
  const stored = localStorage.getItem(STORED);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function setAppearance(to: Appearance): void {
  localStorage.setItem(STORED, to);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  SYSTEM_DARK.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    SYSTEM_DARK.removeEventListener('change', listener);
  };
}

export function useDark(): boolean {
  return useSyncExternalStore(subscribe, () =>
    appearance() === 'system' ? SYSTEM_DARK.matches : appearance() === 'dark',
  );
}

/** Charts and drawings take their colours from here; antd's own come from `themeOf`. */
export const PALETTE = {
  light: { accent: '#0d5c6b', series: ['#0d5c6b', '#4b9c8e', '#c58b2a', '#8a6fb0', '#b8574c', '#6b7a86'] },
  dark: { accent: '#58b3c0', series: ['#58b3c0', '#7cc9b4', '#dcae5b', '#b39ddb', '#e08a7e', '#9aa8b3'] },
};

const FONTS =
  "Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif";

export function themeOf(dark: boolean): ThemeConfig {
  const { accent } = dark ? PALETTE.dark : PALETTE.light;
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: accent,
      colorInfo: accent,
      colorLink: accent,
      colorSuccess: dark ? '#5fb98c' : '#1f7a4d',
      colorWarning: dark ? '#dcae5b' : '#85550a',
      colorError: dark ? '#f0938a' : '#a83127',
      ...(dark
        ? {
            colorBgBase: '#12181c',
            colorTextBase: '#e6ecef',
            colorBgLayout: '#0f1518',
            colorBgContainer: '#171f24',
            colorBgElevated: '#1c262c',
            colorBorder: '#35434b',
            colorBorderSecondary: '#273239',
            colorTextDescription: '#93a1aa',
            colorTextTertiary: '#93a1aa',
            colorTextPlaceholder: '#8594a0',
          }
        : {
            colorTextBase: '#17242b',
            colorBgLayout: '#f3f5f6',
            colorTextDescription: '#5a6871',
            colorTextTertiary: '#5a6871',
            colorTextPlaceholder: '#6b7780',
            // Tints derived from colours this deep come out grey.
            colorPrimaryBg: '#e3eff1',
            colorPrimaryBgHover: '#d3e6e9',
            colorPrimaryBorder: '#9cc3ca',
            colorInfoBg: '#e3eff1',
            colorInfoBorder: '#9cc3ca',
            colorSuccessBg: '#e4f4eb',
            colorSuccessBorder: '#9fd0b4',
            colorWarningBg: '#fcf2df',
            colorWarningBorder: '#e5c58a',
            colorErrorBg: '#fcebe9',
            colorErrorBorder: '#e9b3ad',
            controlItemBgActive: '#e3eff1',
            controlItemBgActiveHover: '#d3e6e9',
            controlItemBgHover: '#eef2f3',
          }),
      fontFamily: FONTS,
      fontSize: 14,
      borderRadius: 4,
      wireframe: false,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
    },
    components: {
      // On the lighter colours of the dark look white letters would be too faint.
      ...(dark ? { Button: { primaryColor: '#07171b', dangerColor: '#200a08' } } : {}),
      Layout: dark
        ? { headerBg: '#161e23', siderBg: '#161e23', bodyBg: '#0f1518' }
        : { headerBg: '#ffffff', siderBg: '#ffffff', bodyBg: '#f3f5f6' },
      Menu: {
        itemBorderRadius: 4,
        itemHeight: 34,
        itemMarginInline: 8,
        activeBarBorderWidth: 0,
        itemBg: 'transparent',
        itemSelectedBg: dark ? '#1d3439' : '#e3eff1',
        itemSelectedColor: accent,
        groupTitleFontSize: 12,
        groupTitleColor: dark ? '#93a1aa' : '#5a6871',
      },
      Table: { cellPaddingBlock: 9, cellPaddingInline: 12, headerBg: dark ? '#1a2329' : '#f7f9fa' },
      Card: { paddingLG: 20 },
    },
  };
}
