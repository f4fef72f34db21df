/**
 * A pool of connections that is replaced when the server has closed one of them. postgres.js (3.4.9) may
 * leave such a connection in a state in which it never sends anything again: what was being written when
 * it closed stands before the next greeting, and the write is never started
 * (https://github.com/porsager/postgres/pull/1215). Each attempt to use it then ends in
 * `CONNECT_TIMEOUT`. See docs/decisions/0022.
 */
import type postgres from 'postgres';

export interface RenewedPool {
  readonly current: postgres.Sql;
  /** What drizzle needs of a client, always of the pool that is current. */
  readonly client: postgres.Sql;
  end(timeoutSeconds: number): Promise<void>;
}

/** How long statements on the other connections of a pool that was replaced may still take. */
const LEFT_SECONDS = 5;

/** @param open makes a pool that calls `onClose` whenever one of its connections has closed */
export function openRenewedPool(open: (onClose: () => void) => postgres.Sql): RenewedPool {
  let isEnding = false;
  let current = next();

  function next(): postgres.Sql {
    const pool = open(() => {
      if (isEnding || pool !== current) return;
      current = next();
      void pool.end({ timeout: LEFT_SECONDS });
    });
    return pool;
  }

  const client = {
    get options() {
      return current.options;
    },
    unsafe: (...given: Parameters<postgres.Sql['unsafe']>) => current.unsafe(...given),
    begin: (...given: Parameters<postgres.Sql['begin']>) => current.begin(...given),
  };
  return {
    get current() {
      return current;
    },
    client: client as unknown as postgres.Sql,
    end(timeoutSeconds) {
      isEnding = true;
      return current.end({ timeout: timeoutSeconds });
    },
  };
}
