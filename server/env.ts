/**
 * Every variable the process reads, parsed once. Nothing else in the code base touches
 * `process.env` for settings; `.env.example` documents the same list.
 */
import { isIPv4 } from 'node:net';
import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((word) => word === 'true');
const wholeNumber = (least: number, most: number) =>
  z.coerce
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`);

const HOW_TO_MAKE_A_KEY = `node -e "console.log(require('crypto').randomBytes(32).toString('hex'))"`;

const encryptionKey = z
  .string()
  .regex(
    /^[0-9a-f]{64}$/i,
    `must be 64 hexadecimal characters (32 bytes). Make one with: ${HOW_TO_MAKE_A_KEY}`,
  );

const variables = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(3000),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    .optional(),
  DEMO_ENCRYPTION_KEY: encryptionKey.optional(),
  DEMO_ALLOW_LOCALHOST: flag.optional(),
  DEMO_MAX_SESSIONS_PER_IP: wholeNumber(1, 1_000_000).default(1),
  DEMO_SESSION_MINUTES: wholeNumber(1, 24 * 60).default(60),
  TRUST_PROXY: wholeNumber(0, 10).default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

/** The settings of the process. `mode` decides the defaults that differ between a laptop and a server. */
export interface Env {
  mode: 'local' | 'server';
  host: string;
  port: number;
  dataDir: string;
  databaseUrl: string | undefined;
  /** 64 hexadecimal characters; in local mode undefined means "keep one in the data folder". */
  encryptionKey: string | undefined;
  allowLocalhost: boolean;
  maxSessionsPerAddress: number;
  sessionMinutes: number;
  /** Number of reverse proxies in front whose X-Forwarded-For entries are believed. */
  trustedProxies: number;
  logLevel: string;
}

/** One or more variables are wrong; the message names them all. */
export class EnvError extends Error {
  override name = 'EnvError';

  constructor(problems: string[]) {
    super(`BYOM cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/**
 * The settings of this process: its environment, and below that a `.env` file where there is one.
 * @throws EnvError naming every wrong variable at once
 */
export function loadEnv(): Env {
  try {
    process.loadEnvFile();
  } catch {
    // There is no .env file, which is fine.
  }
  return readEnv(process.env);
}

/**
 * Reads the settings from `source`. Blanks around a value do not count, empty ones are absent.
 * @throws EnvError naming every wrong variable at once
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.entries(source).map(([name, value]) => [name, value?.trim() || undefined]),
  );
  const parsed = variables.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);

  const mode = given.NODE_ENV === 'production' ? 'server' : 'local';
  if (mode === 'server' && given.DEMO_ENCRYPTION_KEY === undefined) {
    problems.push(
      `DEMO_ENCRYPTION_KEY is required when NODE_ENV=production. Make one with: ${HOW_TO_MAKE_A_KEY}`,
    );
  }
  if (mode === 'local' && given.HOST !== undefined && !isLoopback(given.HOST)) {
    problems.push(
      `HOST=${given.HOST} is refused in local mode, which has no protection for strangers. ` +
        'Use 127.0.0.1, or set NODE_ENV=production to run as a server.',
    );
  }
  if (!parsed.success || problems.length > 0) throw new EnvError(problems);

  const env = parsed.data;
  return {
    mode,
    host: env.HOST,
    port: env.PORT,
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    encryptionKey: env.DEMO_ENCRYPTION_KEY,
    allowLocalhost: env.DEMO_ALLOW_LOCALHOST ?? mode === 'local',
    maxSessionsPerAddress: env.DEMO_MAX_SESSIONS_PER_IP,
    sessionMinutes: env.DEMO_SESSION_MINUTES,
    trustedProxies: env.TRUST_PROXY,
    logLevel: env.LOG_LEVEL,
  };
}

function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}
