/**
 * Headers that a person adds to every request of a connection: which may be set, and which are secret.
 * See docs/decisions/0027.
 */

/** The headers of a connection by their names, with their values in plain text. */
export type RequestHeaders = Record<string, string>;

/** A header as it is stored; its name is plain text. */
export interface StoredHeader {
  name: string;
  valueEncrypted: string;
}

/** A header as it may be shown: the value of a secret one is null. */
export interface ShownHeader {
  name: string;
  value: string | null;
}

export const MAX_REQUEST_HEADERS = 16;
/** All names and values of a connection together. */
export const MAX_REQUEST_HEADERS_BYTES = 8 * 1024;

/**
 * RFC 9110 allows more signs than these; none of those in use needs them, and these mean nothing to a
 * shell, to YAML or to an object.
 */
export const headerNamePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;
/** Visible ASCII with blanks in between: no line breaks, which would begin another header. */
export const headerValuePattern = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/;

/** Headers that nobody may set, by their names in small letters with `-` for `_` and `.`, and why. */
const refusedHeaders: readonly { names: RegExp; why: string }[] = [
  {
    // RFC 9110, 7.6.1 and 10.1; the body is ours, so what describes it is as well.
    names:
      /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|http2-settings|host|expect|accept-encoding|content-.*|proxy-.*)$/,
    why: 'belongs to the connection or to the body, which BYOM makes itself. Leave it out',
  },
  {
    names: /^(cookie2?|set-cookie2?)$/,
    why: 'is for browsers. Send a token in a header of its own',
  },
  {
    // Proxies agree on no name: `X-Forwarded-For`, `True-Client-IP`, `CF-Connecting-IP`.
    names:
      /^(via|(x-|x-original-)?forwarded(-.*)?|(.*-)?(client|connecting|originating|real|remote|source)-(ip|ipv6|addr|address))$/,
    why: 'would name another sender than this server. Leave it out',
  },
  {
    // What the metadata services of Google, Azure, AWS, Alibaba and others ask for.
    names: /^(metadata.*|x-metadata-.*|x-google-metadata-.*|x-aws-ec2-.*|x-aliyun-ecs-.*)$/,
    why: 'opens the metadata services of clouds, which are never called. Leave it out',
  },
];

/** Why a header may not be set, as a phrase that follows its name; undefined when it may. */
export function headerRefusal(name: string): string | undefined {
  // Servers that hand headers on as variables (CGI, WSGI) take `X_Forwarded_For` for `X-Forwarded-For`.
  const asRead = name.toLowerCase().replace(/[_.]/g, '-');
  return refusedHeaders.find(({ names }) => names.test(asRead))?.why;
}

/** Headers whose values are no secrets: they say who asks, and may stand in an answer. */
const publicHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'http-referer',
  'openai-beta',
  'openai-organization',
  'openai-project',
  'referer',
  'user-agent',
  'x-title',
]);

/** Whether a value may be shown and need not be taken out of answers; every other one is a secret. */
export function isPublicHeader(name: string): boolean {
  return publicHeaders.has(name.toLowerCase());
}
