/**
 * How often things may be done, counted in the database so that a limit holds across processes. What
 * only reads is not counted: a poll must not cost a write (docs/decisions/0014).
 */
import { sql } from 'drizzle-orm';
import { RateLimiterDrizzle, RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../../contract/domainError.ts';
import type { Db } from '../../db/engine/index.ts';
import { rateLimits } from '../../db/schema.ts';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;

const limits = {
  sessions: { per: 'address', most: 60, seconds: HOUR_SECONDS, of: 'new sessions' },
  modelLists: { per: 'address', most: 30, seconds: MINUTE_SECONDS, of: 'lists of models' },
  failedLookups: { per: 'address', most: 120, seconds: MINUTE_SECONDS, of: 'unknown session ids' },
  connectionTests: { per: 'session', most: 20, seconds: MINUTE_SECONDS, of: 'connection tests' },
  contextProbes: { per: 'session', most: 10, seconds: MINUTE_SECONDS, of: 'context checks' },
  runs: { per: 'session', most: 60, seconds: HOUR_SECONDS, of: 'runs' },
  messages: { per: 'session', most: 30, seconds: MINUTE_SECONDS, of: 'messages' },
  exports: { per: 'session', most: 30, seconds: MINUTE_SECONDS, of: 'exports' },
} as const satisfies Record<string, Limit>;

interface Limit {
  per: 'session' | 'address';
  most: number;
  seconds: number;
  /** What is counted, for people. */
  of: string;
}

type RateLimitName = keyof typeof limits;
type NamePer<Per> = {
  [Name in RateLimitName]: (typeof limits)[Name]['per'] extends Per ? Name : never;
}[RateLimitName];

export interface RateLimits {
  /**
   * Counts one more of `name` for a session, by its stored id, or for a client address, by its bucket.
   * @throws DomainError `rate_limited` when that is more than the limit allows
   */
  spend(name: NamePer<'session'>, by: { sessionHash: string }): Promise<void>;
  spend(name: NamePer<'address'>, by: { addressBucket: string }): Promise<void>;
}

/** `factor` multiplies every limit. */
export function createRateLimits(db: Db, factor: number): RateLimits {
  const limiters = new Map(
    Object.entries(limits).map(([name, { most, seconds }]) => {
      const points = most * factor;
      const limiter = new RateLimiterDrizzle({
        storeClient: db,
        schema: rateLimits,
        keyPrefix: '',
        points,
        duration: seconds,
        // Whoever has used it up is refused from memory: a flood costs the database nothing.
        inMemoryBlockOnConsumed: points,
        clearExpiredByTimeout: false,
      });
      return [name, limiter];
    }),
  );
  return {
    async spend(name: RateLimitName, by: { sessionHash?: string; addressBucket?: string }) {
      try {
        await limiters.get(name)?.consume(`${by.sessionHash ?? by.addressBucket} ${name}`);
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw limited(limits[name], factor, error.msBeforeNext);
      }
    },
  };
}

/** Forgets the counts of windows that are over. */
export async function purgeRateLimits(db: Db): Promise<void> {
  await db.delete(rateLimits).where(sql`${rateLimits.expire} < now()`);
}

function limited({ per, most, seconds, of }: Limit, factor: number, waitMs: number): DomainError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  const window = seconds === HOUR_SECONDS ? 'an hour' : 'a minute';
  const source = per === 'session' ? 'in this session' : 'from your network address';
  return new DomainError(
    'rate_limited',
    `Too many ${of} ${source}: ${most * factor} ${window} are allowed. Try again in ` +
      `${retryAfterSeconds} s. The server administrator can allow more with DEMO_RATE_LIMIT_FACTOR.`,
    { retryAfterSeconds },
  );
}
