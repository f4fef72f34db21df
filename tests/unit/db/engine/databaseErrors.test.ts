import { DrizzleQueryError } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { isDatabaseOutage } from '../../../../db/engine/databaseErrors.ts';
import { toProblem } from '../../../../server/api/problems.ts';

const failed = (code: string, more: object = {}) =>
  Object.assign(new Error('failed'), { code, ...more });

describe('a database that is away', () => {
  it.each([
    ['crashed', '57P02'],
    ['is starting', '57P03'],
    ['was shut down', '57P01'],
    ['has no place left on its disk', '53100'],
    ['has no connection left', '53300'],
    ['is read-only', '25006'],
    ['closed the connection', 'CONNECTION_CLOSED'],
    ['did not answer the call', 'CONNECT_TIMEOUT'],
  ])('it %s', (_what, code) => {
    expect(isDatabaseOutage(failed(code))).toBe(true);
    expect(isDatabaseOutage(new DrizzleQueryError('select 1', [], failed(code)))).toBe(true);
  });

  it('refuses connections, by the word of its own driver', () => {
    expect(isDatabaseOutage(failed('ECONNREFUSED', { query: 'select 1' }))).toBe(true);
  });

  it('is told as 503 with a time to come back, and nothing of its inside', () => {
    const problem = toProblem(new DrizzleQueryError('select secret', [], failed('57P01')));
    expect(problem).toMatchObject({ kind: 'unavailable', status: 503, retryAfterSeconds: 2 });
    expect(problem.message).not.toContain('secret');
  });
});

describe('no outage', () => {
  it.each([
    ['a wrong statement', failed('42601')],
    ['a second row under one key', failed('23505')],
    ['an endpoint that refuses connections', failed('ECONNREFUSED')],
    ['an error without a code', new Error('other')],
    ['no error at all', undefined],
  ])('%s', (_what, error) => {
    expect(isDatabaseOutage(error)).toBe(false);
  });
});
