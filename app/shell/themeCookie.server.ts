/** Remembers the theme. No secret; the session's own cookie is set by the server. */
import { createCookie } from '@remix-run/node';
import { type Theme, toTheme } from './theme.ts';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

const theme = createCookie('byom-theme', { path: '/', sameSite: 'lax', maxAge: YEAR_SECONDS });

export async function readTheme(request: Request): Promise<Theme> {
  return toTheme(await theme.parse(request.headers.get('cookie')));
}

export const writeTheme = (value: Theme) => theme.serialize(value);
