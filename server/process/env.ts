/**
 * Every variable the process reads, parsed once. Nothing else in the code base touches
 * `process.env` for settings; `.env.example` documents the same list.
 */
import { X509Certificate } from 'node:crypto';
import { Resolver } from 'node:dns';
import { readFileSync, statSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { MAX_SESSION_MINUTES } from '../../contract/sessionLength.ts';
import { StartError } from '../../contract/startError.ts';
import {
  type AllowedEndpoints,
  type CallBounds,
  defaultCallBounds,
  parseAllowedEndpoints,
} from '../endpoint/index.ts';
import { encryptionKeyProblem } from './encryptionKeyProblem.ts';

const flag = z.enum(['true', 'false']).transform((word) => word === 'true');
const wholeNumber = (min: number, max: number) =>
  z.coerce
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);

const HOW_TO_MAKE_A_KEY = `node -e "console.log(require('crypto').randomBytes(32).toString('hex'))"`;

const POSTGRES_ADDRESS =
  'must look like postgres://host:5432/database, with user:password@ before the host, in which # and the like ' +
  'are written as %23 (encodeURIComponent does so)';

const encryptionKey = z.string().superRefine((text, context) => {
  const problem = encryptionKeyProblem(text);
  if (problem) addProblem(context, `${problem}. Make one with: ${HOW_TO_MAKE_A_KEY}`);
});

const oldEncryptionKeys = z.string().transform((text, context) => {
  const keys = listed(text);
  for (const [index, key] of keys.entries()) {
    const problem = encryptionKeyProblem(key);
    if (problem) addProblem(context, `(key no. ${index + 1} of ${keys.length}) ${problem}`);
  }
  return keys;
});

/** A single person on their own machine should never meet a limit, nor should their scripts. */
const LOCAL_RATE_LIMIT_FACTOR = 100;
const DEFAULT_SESSION_MINUTES = 60;
const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const KIB = 1_024;
const MIB = KIB * KIB;

const allowedEndpoints = z.string().transform((text, context) => {
  try {
    return parseAllowedEndpoints(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: `is wrong: ${(error as Error).message}` });
    return z.NEVER;
  }
});

const allowedOrigins = z.string().transform((text, context) => {
  const origins = listed(text);
  for (const origin of origins) {
    if (/^https?:/.test(origin) && URL.parse(origin)?.origin === origin) continue;
    addProblem(
      context,
      `must be origins such as https://app.example.com, separated by commas; ${origin} is not an origin`,
    );
  }
  return origins;
});

/** Says nothing of why: the address holds a password. */
function isPostgresAddress(text: string): boolean {
  const url = URL.parse(text);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || !text.includes('://')) return false;
  try {
    // The driver decodes each of them.
    for (const part of [url.username, url.password, url.pathname]) decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

/** As Node's `resolver.setServers` takes them: an IP address, or one with a port. */
const nameServers = z.string().transform((text, context) => {
  const servers = listed(text);
  try {
    new Resolver().setServers(servers);
    return servers;
  } catch {
    addProblem(context, 'must be IP addresses, with a port or without, separated by commas');
    return z.NEVER;
  }
});

/** The PEM texts in a file, after checking that each is a certificate. */
const certificateFile = z.string().transform((path, context) => {
  try {
    // Of a device or a pipe one would read for ever.
    if (!statSync(path).isFile()) throw new Error('it is no file');
    const found = readFileSync(path, 'utf8').match(pemCertificate) ?? [];
    if (found.length === 0) throw new Error('it holds no PEM certificate');
    return found.map(checkedCertificate);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : message;
    context.addIssue({ code: 'custom', message: `(${path}) cannot be used: ${why}` });
    return z.NEVER;
  }
});

/** From one BEGIN line up to the next, so that a truncated certificate is noticed. */
const pemCertificate = /-----BEGIN CERTIFICATE-----(?:(?!-----BEGIN ).)*/gs;

function checkedCertificate(text: string, index: number): string {
  try {
    return new X509Certificate(text).toString();
  } catch {
    throw new Error(`its certificate no. ${index + 1} is broken`);
  }
}

/** `web` serves HTTP and enqueues runs, `worker` works on them and serves only its health, `all` does both. */
const roles = ['all', 'web', 'worker'] as const;
type Role = (typeof roles)[number];

function listed(text: string): string[] {
  return text.split(',').flatMap((part) => part.trim() || []);
}

function addProblem(context: z.RefinementCtx, message: string): void {
  context.addIssue({ code: 'custom', message });
}

const variables = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).optional(),
  BYOM_ROLE: z.enum(roles, { error: 'must be all, web or worker' }).default('all'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(3000),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z.string().refine(isPostgresAddress, POSTGRES_ADDRESS).optional(),
  DATABASE_POOL_SIZE: wholeNumber(1, 1_000).default(10),
  DATABASE_WAIT_SECONDS: wholeNumber(0, 3_600).default(60),
  DEMO_ENCRYPTION_KEY: encryptionKey.optional(),
  DEMO_ENCRYPTION_KEYS_OLD: oldEncryptionKeys.prefault(''),
  DEMO_ALLOW_LOCALHOST: flag.optional(),
  DEMO_MAX_SESSIONS_PER_IP: wholeNumber(1, 1_000_000).default(1),
  DEMO_RATE_LIMIT_FACTOR: wholeNumber(1, 100_000).optional(),
  DEMO_SESSION_MINUTES: wholeNumber(1, MAX_SESSION_MINUTES).default(DEFAULT_SESSION_MINUTES),
  DEMO_MAX_SESSION_MINUTES: wholeNumber(1, MAX_SESSION_MINUTES).optional(),
  DEMO_ALLOWED_ENDPOINTS: allowedEndpoints.prefault(''),
  DEMO_NAME_SERVERS: nameServers.optional(),
  DEMO_EXTRA_CA_FILE: certificateFile.optional(),
  DEMO_CONNECT_TIMEOUT_MS: wholeNumber(100, HOUR_MS).default(defaultCallBounds.connectTimeoutMs),
  DEMO_FIRST_BYTE_TIMEOUT_MS: wholeNumber(SECOND_MS, HOUR_MS).default(
    defaultCallBounds.firstByteTimeoutMs,
  ),
  DEMO_IDLE_TIMEOUT_MS: wholeNumber(SECOND_MS, HOUR_MS).default(defaultCallBounds.idleTimeoutMs),
  DEMO_TOTAL_TIMEOUT_MS: wholeNumber(SECOND_MS, HOUR_MS).default(defaultCallBounds.totalTimeoutMs),
  DEMO_MODEL_LOADING_TIMEOUT_MS: wholeNumber(0, HOUR_MS).default(
    defaultCallBounds.modelLoadingTimeoutMs,
  ),
  DEMO_MAX_ANSWER_BYTES: wholeNumber(KIB, 256 * MIB).default(defaultCallBounds.maxAnswerBytes),
  DEMO_MAX_TRANSFER_BYTES: wholeNumber(KIB, 1_024 * MIB).default(
    defaultCallBounds.maxTransferBytes,
  ),
  DEMO_MAX_HEADER_BYTES: wholeNumber(KIB, MIB).default(defaultCallBounds.maxHeaderBytes),
  DEMO_MAX_EVENT_BYTES: wholeNumber(KIB, 64 * MIB).default(defaultCallBounds.maxEventBytes),
  DEMO_MAX_MODELS: wholeNumber(1, 100_000).default(defaultCallBounds.maxModels),
  DEMO_MAX_CALLS_PER_HOST: wholeNumber(1, 10_000).default(defaultCallBounds.maxCallsPerHost),
  DEMO_MAX_CALLS: wholeNumber(1, 100_000).default(defaultCallBounds.maxCalls),
  DEMO_ALLOWED_ORIGINS: allowedOrigins.prefault(''),
  TRUST_PROXY: wholeNumber(0, 10).default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).optional(),
  METRICS_PORT: wholeNumber(0, 65_535).optional(),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, 'must have at least 16 characters and no spaces')
    .optional(),
});

/** The settings of the process. `mode` decides the defaults that differ between a laptop and a server. */
export interface Env {
  mode: 'local' | 'server';
  role: Role;
  host: string;
  port: number;
  dataDir: string;
  databaseUrl: string | undefined;
  /** Maximum of connections to PostgreSQL for requests and runs; listeners and the queue have their own. */
  databasePoolSize: number;
  /** How long to wait at start for a database that does not answer yet. */
  databaseWaitMs: number;
  /** 64 hexadecimal characters; in local mode undefined means "keep one in the data folder". */
  encryptionKey: string | undefined;
  /** Keys that were in use before it; what they encrypted can still be read. */
  oldEncryptionKeys: string[];
  allowLocalhost: boolean;
  /** Endpoints that may be called although their addresses are not public. */
  allowedEndpoints: AllowedEndpoints;
  /** PEM texts of further certificate authorities. */
  nameServers: string[] | undefined;
  extraCaCertificates: string[] | undefined;
  callBounds: CallBounds;
  maxSessionsPerAddress: number;
  /** Multiplies our own rate limits. */
  rateLimitFactor: number;
  sessionMinutes: number;
  /** The longest that somebody may choose. */
  maxSessionMinutes: number;
  /** Number of reverse proxies in front whose X-Forwarded-For entries are believed. */
  trustedProxies: number;
  /** Other origins whose pages may use the API with a bearer token. */
  allowedOrigins: string[];
  logLevel: string;
  /** Port that serves nothing but metrics; undefined for none. */
  metricsPort: number | undefined;
  /** Bearer token that a scraper has to send; without one, metrics are served on loopback only. */
  metricsToken: string | undefined;
}

/** One or more variables are wrong; the message names them all. */
export class EnvError extends StartError {
  override name = 'EnvError';

  constructor(problems: string[]) {
    const [first = '', ...others] = problems;
    const list = others.length === 0 ? ` ${first}` : ['', ...problems].join('\n  - ');
    super(`BYOM cannot start:${list}`);
  }
}

/**
 * The settings of this process: its environment, and below that a `.env` file where there is one.
 * @throws EnvError naming every wrong variable at once
 */
export function loadEnv(): Env {
  try {
    process.loadEnvFile();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new EnvError([`The file .env cannot be read (${code}).`]);
  }
  return readEnv(process.env);
}

/**
 * Reads the settings from `source`, and the certificates from the file that it names, if it does.
 * Blanks around a value do not count, empty ones are absent.
 * @throws EnvError naming every wrong variable at once
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const variablesSet = Object.fromEntries(
    Object.entries(source).map(([name, value]) => [name, value?.trim() || undefined]),
  );
  const parsed = variables.safeParse(variablesSet);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);

  const mode = variablesSet.NODE_ENV === 'production' ? 'server' : 'local';
  if (mode === 'server' && variablesSet.DEMO_ENCRYPTION_KEY === undefined) {
    problems.push(
      `DEMO_ENCRYPTION_KEY is required when NODE_ENV=production. Make one with: ${HOW_TO_MAKE_A_KEY}`,
    );
  }
  if (mode === 'local' && variablesSet.HOST !== undefined && !isLoopback(variablesSet.HOST)) {
    problems.push(
      `HOST=${variablesSet.HOST} is refused in local mode, which has no protection for strangers. ` +
        'Use 127.0.0.1, or set NODE_ENV=production to run as a server.',
    );
  }
  if ((variablesSet.BYOM_ROLE ?? 'all') !== 'all' && variablesSet.DATABASE_URL === undefined) {
    problems.push(
      `BYOM_ROLE=${variablesSet.BYOM_ROLE} needs DATABASE_URL: the embedded database serves one process, which does everything.`,
    );
  }
  const { DEMO_SESSION_MINUTES: usual = DEFAULT_SESSION_MINUTES, DEMO_MAX_SESSION_MINUTES: most } =
    parsed.data ?? {};
  if (most !== undefined && most < usual) {
    problems.push(
      `DEMO_MAX_SESSION_MINUTES must be at least ${usual}, how long a session usually lives (DEMO_SESSION_MINUTES)`,
    );
  }
  if (!parsed.success || problems.length > 0) throw new EnvError(problems);

  const env = parsed.data;
  return {
    mode,
    role: env.BYOM_ROLE,
    host: env.HOST,
    port: env.PORT,
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    databasePoolSize: env.DATABASE_POOL_SIZE,
    databaseWaitMs: env.DATABASE_WAIT_SECONDS * SECOND_MS,
    encryptionKey: env.DEMO_ENCRYPTION_KEY,
    oldEncryptionKeys: env.DEMO_ENCRYPTION_KEYS_OLD,
    allowLocalhost: env.DEMO_ALLOW_LOCALHOST ?? mode === 'local',
    allowedEndpoints: env.DEMO_ALLOWED_ENDPOINTS,
    nameServers: env.DEMO_NAME_SERVERS,
    extraCaCertificates: env.DEMO_EXTRA_CA_FILE,
    callBounds: {
      connectTimeoutMs: env.DEMO_CONNECT_TIMEOUT_MS,
      firstByteTimeoutMs: env.DEMO_FIRST_BYTE_TIMEOUT_MS,
      idleTimeoutMs: env.DEMO_IDLE_TIMEOUT_MS,
      totalTimeoutMs: env.DEMO_TOTAL_TIMEOUT_MS,
      modelLoadingTimeoutMs: env.DEMO_MODEL_LOADING_TIMEOUT_MS,
      maxAnswerBytes: env.DEMO_MAX_ANSWER_BYTES,
      maxTransferBytes: env.DEMO_MAX_TRANSFER_BYTES,
      maxHeaderBytes: env.DEMO_MAX_HEADER_BYTES,
      maxEventBytes: env.DEMO_MAX_EVENT_BYTES,
      maxModels: env.DEMO_MAX_MODELS,
      maxCallsPerHost: env.DEMO_MAX_CALLS_PER_HOST,
      maxCalls: env.DEMO_MAX_CALLS,
    },
    maxSessionsPerAddress: env.DEMO_MAX_SESSIONS_PER_IP,
    rateLimitFactor:
      env.DEMO_RATE_LIMIT_FACTOR ?? (mode === 'server' ? 1 : LOCAL_RATE_LIMIT_FACTOR),
    sessionMinutes: env.DEMO_SESSION_MINUTES,
    maxSessionMinutes:
      env.DEMO_MAX_SESSION_MINUTES ??
      (mode === 'local' ? MAX_SESSION_MINUTES : env.DEMO_SESSION_MINUTES),
    trustedProxies: env.TRUST_PROXY,
    allowedOrigins: env.DEMO_ALLOWED_ORIGINS,
    // On a laptop a line for each request would bury the one line that matters, the address.
    logLevel: env.LOG_LEVEL ?? (mode === 'server' ? 'info' : 'warn'),
    metricsPort: env.METRICS_PORT,
    metricsToken: env.METRICS_TOKEN,
  };
}

function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}

/** What the server can be started with: `--dev`, and `--reset` to begin with an empty embedded database. */
export function readArguments(argumentsGiven: string[]): { dev: boolean; reset: boolean } {
  try {
    const { values } = parseArgs({
      args: argumentsGiven,
      options: { dev: { type: 'boolean' }, reset: { type: 'boolean' } },
    });
    return { dev: values.dev ?? false, reset: values.reset ?? false };
  } catch {
    throw new EnvError([
      `${argumentsGiven.join(' ')} is not understood: there are --dev and --reset.`,
    ]);
  }
}
