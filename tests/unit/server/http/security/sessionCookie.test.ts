/** OWASP ASVS 3.3: the session's cookie. */
import { expect, it } from 'vitest';
import {
  sessionCookie,
  sessionCookieName,
} from '../../../../../server/http/security/sessionCookie.ts';

it('behind TLS is pinned to the host, sent over TLS only, and out of reach of scripts', () => {
  const [pair, ...attributes] = sessionCookie({ secure: true }, 'demo-token').split('; ');
  expect(pair).toBe('__Host-byom=demo-token');
  expect(attributes.sort()).toEqual([
    'HttpOnly',
    'Max-Age=86400',
    'Path=/',
    'SameSite=Lax',
    'Secure',
  ]);
});

it('without TLS, where browsers refuse the prefix, is the same under its plain name', () => {
  const [pair, ...attributes] = sessionCookie({ secure: false }, 'demo-token').split('; ');
  expect(pair).toBe('byom=demo-token');
  expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=86400', 'Path=/', 'SameSite=Lax']);
  expect(sessionCookieName({ secure: true })).not.toBe(sessionCookieName({ secure: false }));
});

it('is taken back by one that is over at once', () => {
  expect(sessionCookie({ secure: true }, '')).toMatch(/^__Host-byom=; Max-Age=0;.*Secure/);
});
