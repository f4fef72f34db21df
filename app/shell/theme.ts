/** What the switch in the header offers; `system` follows the device. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Reads a theme from outside; anything unknown means `system`. */
export function toTheme(value: unknown): Theme {
  return themes.find((theme) => theme === value) ?? 'system';
}

export const THEME_FETCHER = 'theme';
