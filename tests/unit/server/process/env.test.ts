import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import ipaddr from 'ipaddr.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultCallBounds } from '../../../../server/endpoint/index.ts';
import { encryptionKeyProblem } from '../../../../server/process/encryptionKeyProblem.ts';
import { EnvError, readEnv } from '../../../../server/process/env.ts';

const hexKey = randomBytes(32).toString('hex');
const oldKeys = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];
const server = { NODE_ENV: 'production', DEMO_ENCRYPTION_KEY: hexKey };

/** Without what is made anew each time. */
function comparable(source: Record<string, string | undefined>) {
  return { ...readEnv(source), allowedEndpoints: undefined };
}

function problemsOf(source: Record<string, string | undefined>): string[] {
  try {
    readEnv(source);
  } catch (error) {
    expect(error).toBeInstanceOf(EnvError);
    const { message } = error as Error;
    expect(message).toMatch(/^BYOM cannot start:/);
    const problems = message.replace('BYOM cannot start:', '').trim().split('\n');
    return problems.map((line) => line.replace(/^ *- /, ''));
  }
  return [];
}

describe('without any variable', () => {
  it('the process runs locally, for this machine only, on its own database', () => {
    expect(readEnv({})).toEqual({
      mode: 'local',
      role: 'all',
      host: '127.0.0.1',
      port: 3000,
      dataDir: 'data',
      databaseUrl: undefined,
      databasePoolSize: 10,
      databaseWaitMs: 60_000,
      encryptionKey: undefined,
      oldEncryptionKeys: [],
      allowLocalhost: true,
      allowedEndpoints: expect.anything(),
      extraCaCertificates: undefined,
      callBounds: defaultCallBounds,
      maxSessionsPerAddress: 1,
      rateLimitFactor: 100,
      sessionMinutes: 60,
      maxSessionMinutes: 1_440,
      trustedProxies: 0,
      allowedOrigins: [],
      logLevel: 'warn',
      metricsPort: undefined,
      metricsToken: undefined,
    });
  });

  it('empty and blank ones are as good as none, in either mode', () => {
    const names = [...readFileSync('.env.example', 'utf8').matchAll(/^#([A-Z_]+)=/gm)].map(
      ([, name]) => name as string,
    );
    expect(names.length).toBeGreaterThan(10);
    for (const empty of ['', ' ', '\t\n', undefined]) {
      const source = Object.fromEntries(names.map((name) => [name, empty]));
      expect(comparable(source)).toEqual(comparable({}));
      expect(comparable({ ...source, ...server })).toEqual(comparable(server));
    }
  });
});

describe('every variable', () => {
  it('is read', () => {
    const env = readEnv({
      ...server,
      BYOM_ROLE: 'worker',
      HOST: '0.0.0.0',
      PORT: '8080',
      DATA_DIR: '/var/lib/byom',
      DATABASE_URL: 'postgres://user:password@host:5432/byom',
      DATABASE_POOL_SIZE: '3',
      DATABASE_WAIT_SECONDS: '5',
      DEMO_ENCRYPTION_KEYS_OLD: oldKeys.join(', '),
      DEMO_ALLOW_LOCALHOST: 'true',
      DEMO_MAX_SESSIONS_PER_IP: '5',
      DEMO_RATE_LIMIT_FACTOR: '3',
      DEMO_SESSION_MINUTES: '30',
      DEMO_MAX_SESSION_MINUTES: '120',
      DEMO_ALLOWED_ENDPOINTS: 'vllm.internal, 10.20.0.0/16',
      DEMO_CONNECT_TIMEOUT_MS: '1001',
      DEMO_FIRST_BYTE_TIMEOUT_MS: '1002',
      DEMO_IDLE_TIMEOUT_MS: '1003',
      DEMO_TOTAL_TIMEOUT_MS: '1004',
      DEMO_MODEL_LOADING_TIMEOUT_MS: '1005',
      DEMO_MAX_ANSWER_BYTES: '2001',
      DEMO_MAX_TRANSFER_BYTES: '2010',
      DEMO_MAX_HEADER_BYTES: '2002',
      DEMO_MAX_EVENT_BYTES: '2003',
      DEMO_MAX_MODELS: '2004',
      DEMO_MAX_CALLS_PER_HOST: '2005',
      DEMO_MAX_CALLS: '2006',
      TRUST_PROXY: '2',
      DEMO_ALLOWED_ORIGINS: 'https://a.example, http://b.example:8080',
      LOG_LEVEL: 'debug',
      METRICS_PORT: '9464',
      METRICS_TOKEN: 'a-token-of-the-scraper',
      SOMETHING_ELSE: 'ignored',
    });
    expect(env).toEqual({
      mode: 'server',
      role: 'worker',
      host: '0.0.0.0',
      port: 8080,
      dataDir: '/var/lib/byom',
      databaseUrl: 'postgres://user:password@host:5432/byom',
      databasePoolSize: 3,
      databaseWaitMs: 5_000,
      encryptionKey: hexKey,
      oldEncryptionKeys: oldKeys,
      allowLocalhost: true,
      allowedEndpoints: expect.anything(),
      extraCaCertificates: undefined,
      callBounds: {
        connectTimeoutMs: 1001,
        firstByteTimeoutMs: 1002,
        idleTimeoutMs: 1003,
        totalTimeoutMs: 1004,
        modelLoadingTimeoutMs: 1005,
        maxAnswerBytes: 2001,
        maxTransferBytes: 2010,
        maxHeaderBytes: 2002,
        maxEventBytes: 2003,
        maxModels: 2004,
        maxCallsPerHost: 2005,
        maxCalls: 2006,
      },
      maxSessionsPerAddress: 5,
      rateLimitFactor: 3,
      sessionMinutes: 30,
      maxSessionMinutes: 120,
      trustedProxies: 2,
      allowedOrigins: ['https://a.example', 'http://b.example:8080'],
      logLevel: 'debug',
      metricsPort: 9464,
      metricsToken: 'a-token-of-the-scraper',
    });
    expect(env.allowedEndpoints.at(443).admitsName('vllm.internal')).toBe(true);
    expect(env.allowedEndpoints.at(443).admitsName('other.internal')).toBe(false);
    expect(env.allowedEndpoints.at(443).admitsAddress(ipaddr.parse('10.20.1.1'))).toBe(true);
    expect(env.allowedEndpoints.at(443).admitsAddress(ipaddr.parse('10.21.1.1'))).toBe(false);
  });

  it('may have blanks around its value, as files of secrets end with a line break', () => {
    const env = readEnv({ ...server, DEMO_ENCRYPTION_KEY: `${hexKey}\n`, PORT: ' 8080 ' });
    expect(env).toMatchObject({ encryptionKey: hexKey, port: 8080 });
  });
});

describe('the role', () => {
  it.each(['web', 'worker'])('%s needs a database that several processes can share', (role) => {
    expect(problemsOf({ BYOM_ROLE: role })).toEqual([
      `BYOM_ROLE=${role} needs DATABASE_URL: the embedded database serves one process, which does everything.`,
    ]);
    expect(readEnv({ BYOM_ROLE: role, DATABASE_URL: 'postgres://host/byom' }).role).toBe(role);
  });

  it('is one of three', () => {
    expect(problemsOf({ BYOM_ROLE: 'wrker' })).toContain('BYOM_ROLE must be all, web or worker');
  });
});

describe('the length of a session', () => {
  it('can be a day in local mode, and is the usual one on a server unless it says so', () => {
    expect(readEnv({ DEMO_SESSION_MINUTES: '90' })).toMatchObject({
      sessionMinutes: 90,
      maxSessionMinutes: 1_440,
    });
    expect(readEnv({ ...server, DEMO_SESSION_MINUTES: '90' }).maxSessionMinutes).toBe(90);
    expect(readEnv({ DEMO_MAX_SESSION_MINUTES: '60' }).maxSessionMinutes).toBe(60);
  });

  it.each([
    [{ DEMO_MAX_SESSION_MINUTES: '59' }, 60],
    [{ DEMO_SESSION_MINUTES: '90', DEMO_MAX_SESSION_MINUTES: '89' }, 90],
  ])('is never bounded below the usual one: %j', (source, usual) => {
    expect(problemsOf(source)).toEqual([
      `DEMO_MAX_SESSION_MINUTES must be at least ${usual}, how long a session usually lives (DEMO_SESSION_MINUTES)`,
    ]);
  });
});

describe('limits of calls', () => {
  const names = {
    DEMO_CONNECT_TIMEOUT_MS: 'connectTimeoutMs',
    DEMO_FIRST_BYTE_TIMEOUT_MS: 'firstByteTimeoutMs',
    DEMO_IDLE_TIMEOUT_MS: 'idleTimeoutMs',
    DEMO_TOTAL_TIMEOUT_MS: 'totalTimeoutMs',
    DEMO_MODEL_LOADING_TIMEOUT_MS: 'modelLoadingTimeoutMs',
    DEMO_MAX_ANSWER_BYTES: 'maxAnswerBytes',
    DEMO_MAX_TRANSFER_BYTES: 'maxTransferBytes',
    DEMO_MAX_HEADER_BYTES: 'maxHeaderBytes',
    DEMO_MAX_EVENT_BYTES: 'maxEventBytes',
    DEMO_MAX_MODELS: 'maxModels',
    DEMO_MAX_CALLS_PER_HOST: 'maxCallsPerHost',
    DEMO_MAX_CALLS: 'maxCalls',
  } satisfies Record<string, keyof typeof defaultCallBounds>;

  it('can all be set', () => {
    expect(Object.values(names).sort()).toEqual(Object.keys(defaultCallBounds).sort());
  });

  it.each(Object.entries(names))('%s has the default that is documented', (name, limit) => {
    const documented = readFileSync('.env.example', 'utf8').match(
      new RegExp(`^#${name}=(.*)$`, 'm'),
    )?.[1];
    expect(documented).toBe(String(defaultCallBounds[limit]));
  });

  it.each(Object.entries(names))('%s is a whole number with an upper bound', (name, limit) => {
    expect(readEnv({ [name]: String(defaultCallBounds[limit] + 1) }).callBounds).toEqual({
      ...defaultCallBounds,
      [limit]: defaultCallBounds[limit] + 1,
    });
    for (const wrong of ['-1', '1000000000000', 'Infinity', '10000.5', '10 s', '0x']) {
      expect(problemsOf({ [name]: wrong }), wrong).toEqual([
        expect.stringMatching(new RegExp(`^${name} must be`)),
      ]);
    }
  });
});

describe('a file of certificate authorities', () => {
  const [one = '', other = ''] = rootCertificates;
  const fingerprint = (pem: string) => new X509Certificate(pem).fingerprint256;
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'byom-env-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function fileWith(content: string | Buffer): string {
    const path = join(folder, 'authorities.pem');
    writeFileSync(path, content);
    return path;
  }

  it.each([
    ['one', one, [one]],
    ['two', `${one}\n${other}\n`, [one, other]],
    ['with Windows line ends', `${one}\n${other}`.replaceAll('\n', '\r\n'), [one, other]],
    ['with remarks', `# Ours - since 2020\n${one}\nsubject=CN-X\n${other}`, [one, other]],
    ['with a byte order mark', `\ufeff${one}`, [one]],
  ])('is read: %s', (_what, content, certificates) => {
    const { extraCaCertificates } = readEnv({ DEMO_EXTRA_CA_FILE: fileWith(content) });
    expect(extraCaCertificates?.map(fingerprint)).toEqual(certificates.map(fingerprint));
  });

  it.each([
    ['is empty', '', 'holds no PEM certificate'],
    ['is of another kind', 'Hello', 'holds no PEM certificate'],
    [
      'is binary',
      Buffer.from(one.replaceAll(/-.*-|\n/g, ''), 'base64'),
      'holds no PEM certificate',
    ],
    ['holds only a key', one.replaceAll('CERTIFICATE', 'PRIVATE KEY'), 'holds no PEM certificate'],
    ['is cut off', `${one}\n${other.slice(0, 400)}`, 'certificate no. 2 is broken'],
    ['is cut off in between', `${one.slice(0, 400)}\n${other}`, 'certificate no. 1 is broken'],
    ['is damaged', one.replace(/\n.{20}/, '\n####'), 'certificate no. 1 is broken'],
  ])('that %s is refused', (_what, content, why) => {
    const path = fileWith(content);
    expect(problemsOf({ DEMO_EXTRA_CA_FILE: path })).toEqual([
      expect.stringMatching(new RegExp(`^DEMO_EXTRA_CA_FILE \\(.*\\) cannot be used: .*${why}`)),
    ]);
  });

  it('that does not exist, or is a folder, is refused', () => {
    expect(problemsOf({ DEMO_EXTRA_CA_FILE: join(folder, 'none.pem') })).toEqual([
      expect.stringMatching(/^DEMO_EXTRA_CA_FILE .*none\.pem.*there is no such file$/),
    ]);
    expect(problemsOf({ DEMO_EXTRA_CA_FILE: folder })).toEqual([
      expect.stringMatching(/^DEMO_EXTRA_CA_FILE .*it is no file/),
    ]);
  });
});

describe('an encryption key that is easy to guess', () => {
  const counted = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
  it.each([
    ['one byte again and again', 'ab'.repeat(32)],
    ['zeros', '0'.repeat(64)],
    ['all digits', '0123456789abcdef'.repeat(4)],
    ['bytes that count up', counted.toString('hex')],
    ['bytes that count down', counted.reverse().toString('hex')],
    ['words', Buffer.from('correct horse battery staple 123').toString('hex')],
    ['a short key repeated', randomBytes(8).toString('hex').repeat(4)],
  ])('is refused, and the variable named: %s', (_what, key) => {
    expect(problemsOf({ ...server, DEMO_ENCRYPTION_KEY: key })).toEqual([
      expect.stringMatching(/^DEMO_ENCRYPTION_KEY is too easy to guess.*node -e/),
    ]);
    expect(problemsOf({ ...server, DEMO_ENCRYPTION_KEYS_OLD: `${hexKey},${key}` })).toEqual([
      expect.stringMatching(/^DEMO_ENCRYPTION_KEYS_OLD \(key no\. 2 of 2\) is too easy to guess/),
    ]);
  });

  it('is not what random bytes are taken for', () => {
    for (let draw = 0; draw < 1_000; draw++) {
      const key = randomBytes(32).toString('hex');
      expect(encryptionKeyProblem(key)).toBeUndefined();
    }
  });
});

describe('server mode', () => {
  it('needs a key and says how to make one', () => {
    const [problem, ...others] = problemsOf({ NODE_ENV: 'production' });
    expect(problem).toMatch(/^DEMO_ENCRYPTION_KEY is required.*node -e/);
    expect(others).toEqual([]);
    expect(problemsOf({ ...server, DEMO_ENCRYPTION_KEY: '' })).toHaveLength(1);
  });

  it('blocks endpoints on localhost unless told otherwise', () => {
    expect(readEnv(server).allowLocalhost).toBe(false);
    expect(readEnv({ ...server, DEMO_ALLOW_LOCALHOST: 'true' }).allowLocalhost).toBe(true);
  });

  it.each(['0.0.0.0', '::', '10.0.0.5', 'byom.internal'])('may listen on %s', (HOST) => {
    expect(readEnv({ ...server, HOST }).host).toBe(HOST);
  });
});

describe('local mode', () => {
  it.each(['127.0.0.1', '127.0.0.2', 'localhost', 'LocalHost', '::1'])(
    'may listen on %s',
    (HOST) => {
      expect(readEnv({ HOST }).host).toBe(HOST);
    },
  );

  it.each([
    '0.0.0.0',
    '::',
    '192.168.1.5',
    'example.com',
    '127.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.999',
    'localhost.evil.example',
    '::ffff:0.0.0.0',
  ])('refuses to listen on %s and says what to do', (HOST) => {
    for (const NODE_ENV of [undefined, 'development', 'test']) {
      expect(problemsOf({ HOST, NODE_ENV })).toEqual([
        expect.stringMatching(/^HOST=.* is refused in local mode.*NODE_ENV=production/),
      ]);
    }
  });

  it('logs what went wrong, and a line for each request only in server mode', () => {
    expect(readEnv({}).logLevel).toBe('warn');
    expect(readEnv(server).logLevel).toBe('info');
  });

  it('can be told to block endpoints on localhost', () => {
    expect(readEnv({ DEMO_ALLOW_LOCALHOST: 'false' }).allowLocalhost).toBe(false);
  });
});

describe('a wrong value', () => {
  it.each([
    ['NODE_ENV', ['prod', 'Production']],
    ['PORT', ['http', '-1', '65536', '80.5', '0x', 'NaN', 'Infinity']],
    ['DATABASE_URL', ['mysql://host/db', 'host:5432', 'postgres:/host']],
    ['DEMO_ENCRYPTION_KEY', ['secret', 'ab'.repeat(31), 'ab'.repeat(33), 'zz'.repeat(32)]],
    ['DEMO_ENCRYPTION_KEYS_OLD', ['secret', `${`${hexKey},`.repeat(2)}secret`, 'ab'.repeat(32)]],
    ['DEMO_ALLOW_LOCALHOST', ['yes', '1', 'TRUE']],
    ['DEMO_MAX_SESSIONS_PER_IP', ['0', '-1', 'many']],
    ['DEMO_RATE_LIMIT_FACTOR', ['0', '0.5', 'off']],
    ['DEMO_SESSION_MINUTES', ['0', '1441', '1.5']],
    ['TRUST_PROXY', ['-1', '11', 'true']],
    [
      'DEMO_ALLOWED_ORIGINS',
      ['*', 'a.example', 'https://a.example/', 'https://a.example/x', 'null', 'file://x'],
    ],
    ['DATABASE_WAIT_SECONDS', ['-1', '3601', 'long']],
    ['METRICS_PORT', ['-1', '65536', 'metrics']],
    ['METRICS_TOKEN', ['short', 'has blanks between its words']],
    ['LOG_LEVEL', ['verbose', 'INFO']],
    ['DEMO_ALLOWED_ENDPOINTS', ['10.0.0.0/99', 'http://host', 'a b', '10.0.0.256']],
    ['DEMO_EXTRA_CA_FILE', ['/no/such/file.pem', '.env.example']],
    ['DEMO_CONNECT_TIMEOUT_MS', ['0', 'soon', '1.5']],
    ['DEMO_MAX_ANSWER_BYTES', ['0', '2MiB']],
  ] as [string, string[]][])('of %s is named', (name, values) => {
    for (const value of values) {
      expect(problemsOf({ ...server, [name]: value })).toEqual(
        expect.arrayContaining([expect.stringMatching(new RegExp(`^${name} `))]),
      );
    }
  });

  it('is named together with all others', () => {
    const problems = problemsOf({
      NODE_ENV: 'production',
      PORT: 'x',
      DATABASE_URL: 'x',
      TRUST_PROXY: 'x',
      LOG_LEVEL: 'x',
    });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'PORT',
      'DATABASE_URL',
      'TRUST_PROXY',
      'LOG_LEVEL',
      'DEMO_ENCRYPTION_KEY',
    ]);
    expect(problemsOf({ PORT: 'x', HOST: '0.0.0.0' })).toHaveLength(2);
  });

  it('is never repeated where it may be a secret', () => {
    const secrets = {
      DEMO_ENCRYPTION_KEY: 'canary-key',
      DEMO_ENCRYPTION_KEYS_OLD: `${hexKey},canary-old-key`,
      DATABASE_URL: 'mysql://canary-password@h',
      METRICS_TOKEN: 'canary-token',
    };
    expect(problemsOf({ ...server, ...secrets }).join()).not.toContain('canary');
  });
});
