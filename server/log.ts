import { pino } from 'pino';

export type Log = ReturnType<typeof openLog>;

const secretFields = ['apiKey', 'api_key', 'authorization', 'cookie', 'sessionToken', 'session_id'];

/** The process's logger: JSON lines on stdout, with anything named like a secret left out. */
export function openLog(level: string) {
  return pino({
    level,
    redact: {
      paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: '[redacted]',
    },
  });
}
