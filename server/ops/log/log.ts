import { type DestinationStream, pino } from 'pino';
import { loggedError } from './loggedError.ts';
import { currentRequestId } from './requestScope.ts';
import { withoutSecrets } from './withoutSecrets.ts';

export type Log = ReturnType<typeof openLog>;

const secretFields = [
  'apiKey',
  'api_key',
  'authorization',
  'cookie',
  'password',
  'sessionId',
  'session_id',
  'sessionToken',
];

/**
 * The process's logger: JSON lines on stdout, each with the id of its request. Fields named like a secret
 * are censored, texts that look like one are redacted in every line, and errors are logged without the
 * values that they were about (docs/decisions/0021).
 */
export function openLog(level: string, destination?: DestinationStream) {
  return pino(
    {
      level,
      redact: {
        paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: '[redacted]',
      },
      serializers: { err: loggedError },
      mixin() {
        const requestId = currentRequestId();
        return requestId === undefined ? {} : { requestId };
      },
      hooks: { streamWrite: withoutSecrets },
    },
    destination ?? pino.destination({ sync: true }),
  );
}
