import type express from 'express';
import { DomainError } from '../../../contract/domainError.ts';

/** Enough for a run of 1,000 prompts of 4,000 characters. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Enough for everything that is no list of prompts or messages. */
export const MAX_SMALL_BODY_BYTES = 64 * 1024;

/** What is told about a request that is larger than this. */
export function bodyTooLarge(maxBytes: number): string {
  return maxBytes === MAX_BODY_BYTES
    ? `The request is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB. Send fewer or shorter prompts.`
    : `The request is larger than ${Math.round(maxBytes / 1024)} KB. Send less at once.`;
}

/** The head of a request, its address included: a search of 2,000 characters may take nine bytes each. */
export const MAX_HEAD_BYTES = 32 * 1024;

/**
 * For handlers that read a whole body without a bound of their own: refuses a request that is too large,
 * or does not state its length, before it is read.
 */
export const boundedBody: express.RequestHandler = (req, _res, next) => {
  const { 'content-length': length, 'transfer-encoding': encoding } = req.headers;
  if (encoding !== undefined) {
    return next(new DomainError('too_large', 'Send the request with a content-length header.'));
  }
  next(
    Number(length ?? 0) > MAX_BODY_BYTES
      ? new DomainError('too_large', bodyTooLarge(MAX_BODY_BYTES))
      : undefined,
  );
};
