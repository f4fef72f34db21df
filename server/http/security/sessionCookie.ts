import { serialize } from 'cookie';
import type express from 'express';

/** A day: longer than a session, so that a late visitor learns that theirs has ended. */
const COOKIE_SECONDS = 24 * 60 * 60;

/** Browsers accept the `__Host-` prefix, which pins a cookie to this host, only over TLS. */
export function sessionCookieName(req: Pick<express.Request, 'secure'>): string {
  return req.secure ? '__Host-byom' : 'byom';
}

/** The `Set-Cookie` value for a session token; an empty token removes the cookie. */
export function sessionCookie(req: Pick<express.Request, 'secure'>, token: string): string {
  return serialize(sessionCookieName(req), token, {
    httpOnly: true,
    sameSite: 'lax',
    secure: req.secure,
    path: '/',
    maxAge: token === '' ? 0 : COOKIE_SECONDS,
  });
}
