/** How large a request may be, whatever it is for. */
import type express from 'express';
import { DomainError } from '../../../contract/domainError.ts';

/** Enough for a run of 1,000 prompts of 4,000 characters. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Enough for everything that is no list of prompts or messages. */
export const MAX_SMALL_BODY_BYTES = 64 * 1024;

/** What is told about a request that is larger than this. */
export function bodyTooLarge(maxBytes: number): string {
  if (maxBytes > MAX_BODY_BYTES) {
    return `The file is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB. Split it, or take a part of its rows.`;
  }
  return maxBytes === MAX_BODY_BYTES
    ? `The request is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB. Send fewer or shorter prompts.`
    : `The request is larger than ${Math.round(maxBytes / 1024)} KB. Send less at once.`;
}

/** The head of a request, its address included: a search of 2,000 characters may take nine bytes each. */
export const MAX_HEAD_BYTES = 32 * 1024;
/** Of that the address, with the longest search and what else a page or a call may have in it. */
const MAX_ADDRESS_BYTES = 24 * 1024;
/** More than any page, call or route has, and few enough to be read in no time. */
const MAX_QUERY_FIELDS = 200;
/** Cookies of other programs on this machine come along, too. */
const MAX_COOKIE_BYTES = 16 * 1024;

/** Refuses an address or cookies that nothing of ours has. What is longer than a whole head Node refuses. */
export const boundedHead: express.RequestHandler = (req, _res, next) => next(headProblem(req));

function headProblem({ originalUrl, headers }: express.Request): DomainError | undefined {
  if (originalUrl.length > MAX_ADDRESS_BYTES) {
    const most = MAX_ADDRESS_BYTES / 1024;
    return new DomainError('address_too_long', `The address is longer than ${most} KB.`);
  }
  if (originalUrl.split('&', MAX_QUERY_FIELDS + 1).length > MAX_QUERY_FIELDS) {
    const message = `The address has more than ${MAX_QUERY_FIELDS} fields in its query.`;
    return new DomainError('address_too_long', message);
  }
  if ((headers.cookie?.length ?? 0) > MAX_COOKIE_BYTES) {
    const message = `The cookies are larger than ${MAX_COOKIE_BYTES / 1024} KB. Delete those of this site.`;
    return new DomainError('headers_too_large', message);
  }
  return undefined;
}
