/** Refuses what Remix would answer with a fault of ours: requests that are not for pages at all. */
import express from 'express';
import onHeaders from 'on-headers';
import { DomainError } from '../../../contract/domainError.ts';
import { allowedMethods } from '../security/allowedMethods.ts';

/** Mount it in front of the pages. */
export function pageGate(): express.Router {
  const gate = express.Router();
  gate.use(allowedMethods(['GET', 'HEAD', 'POST']));
  gate.use((req, res, next) => {
    // A page without an action refuses what is posted to it.
    onHeaders(res, () => {
      if (res.statusCode === 405 && !res.hasHeader('allow')) res.setHeader('allow', 'GET, HEAD');
    });
    next(requestRefusal(req));
  });
  return gate;
}

function requestRefusal(req: express.Request): DomainError | undefined {
  if (!isReadable(req)) {
    return new DomainError('invalid_input', 'The address cannot be read. Check how it is written.');
  }
  // Data is fetched from `….data`; with this field Remix answers in a way that our pages do not use.
  if ('_data' in req.query) {
    return new DomainError('invalid_input', 'The field _data of the query is not known.');
  }
  // Remix compares the two, and has no refusal for it.
  if (req.method !== 'GET' && !isOfOwnHost(req)) {
    return new DomainError('forbidden', 'This request comes from another site and was refused.');
  }
  return undefined;
}

function isReadable({ path, protocol, originalUrl, headers }: express.Request): boolean {
  try {
    decodeURIComponent(path);
  } catch {
    return false;
  }
  return URL.canParse(`${protocol}://${headers.host}${originalUrl}`);
}

function isOfOwnHost(req: express.Request): boolean {
  const origin = req.get('origin');
  if (origin === undefined) return true;
  const forwarded = req.get('x-forwarded-host')?.split(',')[0]?.trim();
  return URL.parse(origin)?.host === (forwarded || req.get('host'));
}
