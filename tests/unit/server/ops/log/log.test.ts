import { spawnSync } from 'node:child_process';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import postgres from 'postgres';
import { describe, expect, it } from 'vitest';
import { appRouter } from '../../../../../server/api/appRouter.ts';
import { ModelCallError, type ModelClient } from '../../../../../server/endpoint/index.ts';
import { auditedProcedures } from '../../../../../server/ops/audit/auditTrail.ts';
import {
  asRequest,
  loggedError,
  openLog,
  withoutSecrets,
} from '../../../../../server/ops/log/index.ts';
import { createTelemetry, measuredModelClient } from '../../../../../server/ops/telemetry/index.ts';
import { createSessionPseudonyms } from '../../../../../server/sessions/index.ts';
import {
  createSessionToken,
  hashSessionToken,
} from '../../../../../server/sessions/sessionToken.ts';

const SECRET = 'sk-canary-0123456789abcdef';

/** The lines that `write` logs, as text. */
function logged(write: (log: ReturnType<typeof openLog>) => void): string {
  let text = '';
  write(
    openLog('debug', {
      write(line) {
        text += line;
      },
    }),
  );
  return text;
}

/** As PostgreSQL's driver hangs them on its errors. */
function databaseError(fields: object): Error {
  const error = Object.assign(new postgres.PostgresError('x'), {
    name: 'PostgresError',
    query: `insert into t values ('${SECRET}')`,
    parameters: [SECRET],
    detail: `Failing row contains (${SECRET}).`,
    ...fields,
  });
  return error;
}

describe('an error in the log', () => {
  it('has the statement of a failed query, and none of its values', () => {
    const cause = databaseError({
      message: 'duplicate key',
      code: '23505',
      constraint_name: 'once',
    });
    const text = logged((log) =>
      log.error({ err: new DrizzleQueryError('insert into t values ($1)', [SECRET], cause) }, 'x'),
    );
    expect(text).not.toContain(SECRET);
    expect(JSON.parse(text).err).toMatchObject({
      type: 'DrizzleQueryError',
      message: 'Failed query: insert into t values ($1)',
      stack: expect.stringContaining('    at '),
      cause: { type: 'PostgresError', code: '23505', constraint: 'once', message: 'duplicate key' },
    });
  });

  it.each([
    [`invalid input syntax for type uuid: "${SECRET}"`, '22P02'],
    [`value "${SECRET}" is out of range for type integer`, '22003'],
    [`invalid input syntax for type json: "a\n"${SECRET}"`, '22P02'],
  ])('does not quote the value that the database did not like: %j', (message, code) => {
    expect(JSON.stringify(loggedError(databaseError({ message, code })))).not.toContain('canary');
  });

  it('has its causes, and those of several at once, to a bound', () => {
    const endless = new Error('endless');
    endless.cause = endless;
    expect(JSON.stringify(loggedError(endless)).length).toBeLessThan(10_000);
    const several = new AggregateError([new Error('one'), new TypeError('two')], 'several');
    expect(loggedError(several).errors).toMatchObject([
      { message: 'one' },
      { type: 'TypeError', message: 'two' },
    ]);
    expect(loggedError(new Error('long'.repeat(1_000))).message.length).toBeLessThan(1_100);
    expect(loggedError('no error at all')).toEqual({ type: 'string', message: 'no error at all' });
  });
});

describe('what is thrown and is no error', () => {
  it.each([
    [
      { message: 'lost', code: 'ECONNRESET', queue: 'run' },
      { message: 'lost', code: 'ECONNRESET' },
    ],
    [
      { status: 404, data: SECRET },
      { type: 'object', message: 'an object with status, data' },
    ],
    [Object.create(null), { type: 'object', message: 'an object with nothing in it' }],
    [new Response(), { type: 'object' }],
    [null, { type: 'object', message: 'null' }],
    [Symbol('s'), { type: 'symbol', message: 'Symbol(s)' }],
  ])('is told in words: %j', (thrown, told) => {
    const text = logged((log) => log.error({ err: thrown }, 'x'));
    expect(JSON.parse(text).err).toMatchObject(told);
    expect(text).not.toContain('[object');
    expect(text).not.toContain(SECRET);
  });
});

describe('a call to an endpoint that failed', () => {
  const failure = Object.assign(new ModelCallError('server_error', { status: 500 }), {
    upstreamRequestId: 'req-upstream-1',
    partialText: SECRET,
  });

  it('is a line with the id that the endpoint gave it', async () => {
    const lines: string[] = [];
    const log = openLog('info', { write: (line) => void lines.push(line) });
    const client = { call: () => Promise.reject(failure) } as unknown as ModelClient;
    const measured = measuredModelClient(client, { log, telemetry: createTelemetry() });
    await expect(measured.call({} as never, {} as never)).rejects.toBe(failure);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 30, reason: 'server_error', status: 500, upstreamRequestId: 'req-upstream-1' },
    ]);
    expect(lines.join()).not.toContain(SECRET);
  });

  it('keeps that id as the cause of another error', () => {
    const error = new Error('the answer failed', { cause: failure });
    expect(loggedError(error).cause).toMatchObject({ upstreamRequestId: 'req-upstream-1' });
  });
});

describe('a process that an error ends', () => {
  it('prints where it happened, and none of the values that it was about', () => {
    const script = `
      import { DrizzleQueryError } from 'drizzle-orm/errors';
      import { exitOnCrash } from './server/process/exitOnError.ts';
      process.on('uncaughtException', exitOnCrash);
      throw new DrizzleQueryError('select $1', ['${SECRET}'], new Error('key ${SECRET}'));`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { encoding: 'utf8' },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/DrizzleQueryError: Failed query: select \$1\n {4}at /);
    expect(stdout + stderr).not.toContain('canary');
  });
});

describe('a line of the log', () => {
  const token = createSessionToken();

  it.each([
    { apiKey: SECRET },
    { body: { api_key: SECRET } },
    { req: { headers: { authorization: `Bearer ${SECRET}`, cookie: `byom=${token}` } } },
    { sessionId: token },
  ])('leaves out what is named like a secret: %j', (fields) => {
    const text = logged((log) => log.info(fields, 'x'));
    expect(text).toContain('[redacted]');
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(token);
  });

  it.each([
    `GET /api/demo/v2/batch-test?session_id=${token}`,
    `https://host/?s=${encodeURIComponent(token)}`,
    `Authorization: Bearer ${SECRET}`,
    `refused the key ${SECRET}.`,
    `postgres://byom:${SECRET}@host:5432/byom`,
    `{"key":"gsk_${SECRET}"}`,
    `${token}${token}`,
  ])('takes out what looks like one: %s', (words) => {
    const text = logged((log) => {
      log.warn(words);
      log.error({ err: new Error(words) }, 'x');
    });
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(token.slice(0, 20));
    for (const line of text.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('level');
  });

  it.each([
    '/demo/test-model/batch',
    'task-oriented-dialogue',
    'https://host/v1/chat/completions',
    'the bearer of news',
    'someone@example.com',
  ])('keeps what does not: %s', (words) => {
    expect(withoutSecrets(words)).toBe(words);
  });

  it('says which request it belongs to, also after a wait', async () => {
    let text = '';
    const log = openLog('info', {
      write(line) {
        text += line;
      },
    });
    await asRequest('request-1', async () => {
      await Promise.resolve();
      log.info('inside');
    });
    log.info('outside');
    const [inside, outside] = text.split('\n').map((line) => line && JSON.parse(line));
    expect(inside.requestId).toBe('request-1');
    expect(outside).not.toHaveProperty('requestId');
  });
});

describe('the audit trail', () => {
  it('knows every procedure that changes something', () => {
    const procedures = appRouter._def.procedures as unknown as Record<
      string,
      { _def: { type: string } }
    >;
    const names = Object.keys(procedures);
    const changing = names.filter((name) => procedures[name]?._def.type === 'mutation');
    expect(changing.length).toBeGreaterThan(5);
    expect(Object.keys(auditedProcedures)).toEqual(expect.arrayContaining(changing));
    expect(names).toEqual(expect.arrayContaining(Object.keys(auditedProcedures)));
  });

  it('names a session alike by its token and by what is stored, differently under another key', () => {
    const names = createSessionPseudonyms('ab'.repeat(32));
    const token = createSessionToken();
    const stored = hashSessionToken(token) as string;
    expect(names.ofToken(token)).toBe(names.ofHash(stored));
    expect(names.ofToken(token)).toHaveLength(12);
    expect(stored).not.toContain(names.ofToken(token));
    expect(createSessionPseudonyms('cd'.repeat(32)).ofToken(token)).not.toBe(names.ofToken(token));
    expect([names.ofToken(undefined), names.ofToken('demo-short')]).toEqual([undefined, undefined]);
  });
});
