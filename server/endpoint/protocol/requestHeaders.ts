import type { EndpointCredentials } from '../modelCall.ts';

/**
 * The headers of a request, names in small letters. A person's own come last: they may stand in for
 * `user-agent` and `accept`; what else is ours, `contract/requestHeaders.ts` refuses.
 */
export function requestHeaders({
  apiKey,
  headers = {},
}: EndpointCredentials): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'text/event-stream, application/json',
    // A compressed answer could unpack to any size.
    'accept-encoding': 'identity',
    'user-agent': 'byom',
    ...(apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` }),
    ...Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
  };
}
