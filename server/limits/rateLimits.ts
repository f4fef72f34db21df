/**
 * Our own rate limits, counted in the database so that they hold across processes. What only reads is
 * not counted: a poll must not cost a write (docs/decisions/0014).
 */
import { sql } from 'drizzle-orm';
import { RateLimiterDrizzle, RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../../contract/domainError.ts';
import type { Db } from '../../db/engine/index.ts';
import { rateLimits } from '../../db/schema.ts';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;

const limits = {
  sessions: { per: 'address', max: 60, seconds: HOUR_SECONDS, noun: 'new sessions' },
  modelLists: { per: 'address', max: 30, seconds: MINUTE_SECONDS, noun: 'lists of models' },
  failedLookups: { per: 'address', max: 120, seconds: MINUTE_SECONDS, noun: 'unknown session ids' },
  connectionTests: { per: 'session', max: 20, seconds: MINUTE_SECONDS, noun: 'connection tests' },
  contextProbes: { per: 'session', max: 10, seconds: MINUTE_SECONDS, noun: 'context window tests' },
  runs: { per: 'session', max: 60, seconds: HOUR_SECONDS, noun: 'runs' },
  messages: { per: 'session', max: 30, seconds: MINUTE_SECONDS, noun: 'messages' },
  exports: { per: 'session', max: 30, seconds: MINUTE_SECONDS, noun: 'exports' },
} as const satisfies Record<string, Limit>;

interface Limit {
  per: 'session' | 'address';
  max: number;
  seconds: number;
  /** What is counted, for people. */
  noun: string;
}

type RateLimitName = keyof typeof limits;
type NamePer<Per> = {
  [Name in RateLimitName]: (typeof limits)[Name]['per'] extends Per ? Name : never;
}[RateLimitName];

export interface RateLimits {
  /**
   * Counts one more of `name` for a session or for a client address.
   * @throws DomainError `rate_limited` when that is more than the limit allows
   */
  consume(name: NamePer<'session'>, by: { sessionHash: string }): Promise<void>;
  consume(name: NamePer<'address'>, by: { addressBucket: string }): Promise<void>;
}

/** `factor` multiplies every limit. */
export function createRateLimits(db: Db, factor: number): RateLimits {
  const limiters = new Map(
    Object.entries(limits).map(([name, { max, seconds }]) => {
      const points = max * factor;
      const limiter = new RateLimiterDrizzle({
        storeClient: db,
        schema: rateLimits,
        keyPrefix: '',
        points,
        duration: seconds,
        // Once a limit is used up, requests are refused from memory: a flood costs the database nothing.
        inMemoryBlockOnConsumed: points,
        clearExpiredByTimeout: false,
      });
      return [name, limiter];
    }),
  );
  return {
    async consume(name: RateLimitName, by: { sessionHash?: string; addressBucket?: string }) {
      try {
        await limiters.get(name)?.consume(`${by.sessionHash ?? by.addressBucket} ${name}`);
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw rateLimitedError(limits[name], factor, error.msBeforeNext);
      }
    },
  };
}

/** Forgets the counts of windows that are over. */
export async function purgeRateLimits(db: Db): Promise<void> {
  await db.delete(rateLimits).where(sql`${rateLimits.expire} < now()`);
}

function rateLimitedError(
  { per, max, seconds, noun }: Limit,
  factor: number,
  waitMs: number,
): DomainError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  const window = seconds === HOUR_SECONDS ? 'an hour' : 'a minute';
  const source = per === 'session' ? 'in this session' : 'from your network address';
  return new DomainError(
    'rate_limited',
    `Too many ${noun} ${source}: ${max * factor} ${window} are allowed. Try again in ` +
      `${retryAfterSeconds} s. The server administrator can allow more with DEMO_RATE_LIMIT_FACTOR.`,
    { retryAfterSeconds },
  );
}
