/**
 * Our own rate limits, counted in the database so that they hold across processes. What only reads is
 * not counted: a poll must not cost a write (docs/decisions/0014). A window begins with its first call, by
 * the database's clock.
 */
import { type SQL, sql } from 'drizzle-orm';
import { DomainError } from '../../contract/domainError.ts';
import { type Db, queryRows } from '../../db/engine/index.ts';
import { rateLimits } from '../../db/schema.ts';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;

const limits = {
  sessions: { per: 'address', max: 60, seconds: HOUR_SECONDS, noun: 'new sessions' },
  modelLists: { per: 'address', max: 30, seconds: MINUTE_SECONDS, noun: 'lists of models' },
  localSearches: {
    per: 'address',
    max: 20,
    seconds: MINUTE_SECONDS,
    noun: 'searches for a server',
  },
  failedLookups: { per: 'address', max: 120, seconds: MINUTE_SECONDS, noun: 'unknown session ids' },
  connectionTests: { per: 'session', max: 20, seconds: MINUTE_SECONDS, noun: 'connection tests' },
  contextProbes: { per: 'session', max: 10, seconds: MINUTE_SECONDS, noun: 'context window tests' },
  adapterChecks: { per: 'session', max: 10, seconds: MINUTE_SECONDS, noun: 'adapter checks' },
  runs: { per: 'session', max: 60, seconds: HOUR_SECONDS, noun: 'runs' },
  gradings: { per: 'session', max: 30, seconds: MINUTE_SECONDS, noun: 'gradings of runs' },
  overrules: { per: 'session', max: 240, seconds: MINUTE_SECONDS, noun: 'overruled grades' },
  blindVotes: { per: 'session', max: 30, seconds: MINUTE_SECONDS, noun: 'blind votes' },
  votes: { per: 'session', max: 240, seconds: MINUTE_SECONDS, noun: 'votes' },
  suites: { per: 'session', max: 60, seconds: MINUTE_SECONDS, noun: 'changes of suites' },
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

type By = { sessionHash: string } | { addressBucket: string };

export interface RateLimits {
  /**
   * Counts one more of `name` for a session or for a client address.
   * @throws DomainError `rate_limited` when that is more than the limit allows
   */
  consume(name: NamePer<'session'>, by: { sessionHash: string }): Promise<void>;
  consume(name: NamePer<'address'>, by: { addressBucket: string }): Promise<void>;
  /** The same for a statement that does more than to count, and counts for several sessions at once. */
  within(name: NamePer<'session'>): CountWithin;
}

export interface CountWithin {
  /** To be called first. @throws DomainError `rate_limited` for who has used the limit up */
  assertNotUsedUp(sessionHash: string): void;
  /**
   * SQL that counts one more for each of the session hashes that `sessions` selects, each once. It returns
   * `session`, `is_allowed`, and for `judge` `points` and `ms_left`.
   */
  counting(sessions: SQL): SQL;
  /** @throws DomainError `rate_limited` when what was counted is more than the limit allows */
  judge(sessionHash: string, counted: Counted): void;
}

/** How much is used up, and for how many milliseconds it still counts. */
interface Counted {
  points: number;
  msLeft: number;
}

/** `factor` multiplies every limit. */
export function createRateLimits(db: Db, factor: number): RateLimits {
  /** Until when a key is refused from memory, so that a flood costs the database nothing. */
  const usedUpUntil = new Map<string, number>();

  function limitOf(name: RateLimitName) {
    const { max, seconds } = limits[name];
    const points = max * factor;

    function assertNotUsedUp(who: string): void {
      const key = keyOf(who, name);
      const msLeft = (usedUpUntil.get(key) ?? 0) - performance.now();
      if (msLeft > 0) throw rateLimitedError(limits[name], factor, msLeft);
      usedUpUntil.delete(key);
    }

    function counting(users: SQL): SQL {
      // In one order, so that statements on several nodes cannot wait for each other.
      return sql`insert into ${rateLimits} as used (key, points, expire)
        select who || ${` ${name}`}, 1, now() + make_interval(secs => ${seconds})
          from (${users}) as users(who) order by who
        on conflict (key) do update set
          points = case when used.expire <= now() then 1 else used.points + 1 end,
          expire = case when used.expire <= now() then excluded.expire else used.expire end
        returning split_part(key, ' ', 1) as session, points <= ${points} as is_allowed,
          points, (extract(epoch from expire - now()) * 1000)::float8 as ms_left`;
    }

    function judge(who: string, counted: Counted): void {
      if (counted.points >= points) {
        forgetPast(usedUpUntil);
        usedUpUntil.set(keyOf(who, name), performance.now() + counted.msLeft);
      }
      if (counted.points > points) throw rateLimitedError(limits[name], factor, counted.msLeft);
    }

    return { assertNotUsedUp, counting, judge };
  }

  return {
    async consume(name: RateLimitName, by: By) {
      const who = 'sessionHash' in by ? by.sessionHash : by.addressBucket;
      const limit = limitOf(name);
      limit.assertNotUsedUp(who);
      const [counted] = await queryRows<{ points: number; ms_left: number }>(
        db,
        limit.counting(sql`select ${who}::text`),
      );
      if (counted) limit.judge(who, { points: counted.points, msLeft: counted.ms_left });
    },
    within: limitOf,
  };
}

function keyOf(who: string, name: RateLimitName): string {
  return `${who} ${name}`;
}

function forgetPast(usedUpUntil: Map<string, number>): void {
  const now = performance.now();
  for (const [key, until] of usedUpUntil) if (until <= now) usedUpUntil.delete(key);
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
