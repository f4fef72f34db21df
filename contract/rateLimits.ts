/** Rate limits of an endpoint, in the shape in which its headers tell them. */

export const rateLimitUnits = ['requests', 'tokens'] as const;
export const rateLimitWindows = ['second', 'minute', 'hour', 'day', 'month'] as const;

/** A rate limit as the endpoint told it in the headers of an answer. */
export interface EndpointRateLimit {
  of: (typeof rateLimitUnits)[number];
  /** Which span of time it is for; null where the header does not name it. */
  window: (typeof rateLimitWindows)[number] | null;
  limit: number | null;
  remaining: number | null;
  /** Until it is full again, in milliseconds from the answer. */
  resetMs: number | null;
}

/** A rate limit beside what a run may need of it. */
export interface EstimatedRateLimit extends EndpointRateLimit {
  /** Requests or tokens, as `of` says. */
  needed: number;
}
