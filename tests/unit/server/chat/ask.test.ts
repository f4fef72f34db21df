import { expect, it, vi } from 'vitest';
import type { Db } from '../../../../db/engine/index.ts';
import { ask, type ChatDeps } from '../../../../server/chat/ask.ts';
import { createExchangeOpener } from '../../../../server/chat/openExchange.ts';
import { createRateLimits } from '../../../../server/limits/index.ts';
import type { Session } from '../../../../server/sessions/index.ts';

/** A database that counts its statements and says of each question that it is one too many. */
function fullDatabase() {
  const execute = vi.fn(async () => [{ place: 0, points: 31, ms_left: 60_000 }]);
  return { db: { execute } as unknown as Db, execute };
}

it('reads and counts nothing for a question of a session that has used up its limit', async () => {
  const { db, execute } = fullDatabase();
  const begin = vi.fn(() => ({ complete: vi.fn() }));
  const deps = {
    db,
    cipher: { decrypt: () => '' },
    openExchange: createExchangeOpener(db, createRateLimits(db, 1)),
    evidence: { begin },
  } as unknown as ChatDeps;
  const session = {
    sessionHash: 'someone',
    connection: {
      endpointUrl: 'http://127.0.0.1:1/v1/chat/completions',
      headersEncrypted: [],
    },
  } as unknown as Session;
  const refused = { kind: 'rate_limited' };

  await expect(ask(deps, session, { content: 'One too many.' })).rejects.toMatchObject(refused);
  expect(execute).toHaveBeenCalledTimes(1);
  expect(begin).toHaveBeenCalledTimes(1);

  await expect(ask(deps, session, { content: 'And another.' })).rejects.toMatchObject(refused);
  expect(execute).toHaveBeenCalledTimes(1);
  expect(begin).toHaveBeenCalledTimes(1);
});
