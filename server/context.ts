import type { Availability } from '../db/availability.ts';
import type { Db } from '../db/client.ts';
import type { Queue } from '../db/queue.ts';
import type { Wakeups } from '../db/wakeups.ts';
import type { AuditTrail } from './auditTrail.ts';
import type { Pacers, ResultWriter, RunFeeds } from './batch/index.ts';
import type { Answers } from './chat/index.ts';
import type { GuardPolicy, ModelClient } from './endpoint/index.ts';
import type { RateLimits, StreamSlots } from './limits/index.ts';
import type { Log } from './log/index.ts';
import type { Metrics } from './metrics/index.ts';
import type { ApiKeyCipher, SessionDeps } from './session/index.ts';

/** The single instances of the process, made once by `server/index.ts` and handed down. */
export interface Services {
  db: Db;
  /** Whether the database answers. */
  availability: Availability;
  /** Aborts when the process is told to stop: from then on it takes nothing new. */
  stopping: AbortSignal;
  queue: Queue;
  wakeups: Wakeups;
  modelClient: ModelClient;
  guardPolicy: GuardPolicy;
  cipher: ApiKeyCipher;
  addressBucket: SessionDeps['addressBucket'];
  limits: SessionDeps['limits'];
  rateLimits: RateLimits;
  streamSlots: StreamSlots;
  pacers: Pacers;
  resultWriter: ResultWriter;
  feeds: RunFeeds;
  answers: Answers;
  log: Log;
  metrics: Metrics;
  audit: AuditTrail;
  /** Address of the built-in simulated model; null where there is none (server mode). */
  simulatedEndpointUrl: string | null;
}

/** What a procedure knows of the request behind it. */
export interface RequestContext {
  services: Services;
  /** The capability that came with the request, from wherever it came; not yet checked. */
  sessionToken: string | undefined;
  /** IP address of the client. */
  clientAddress: string;
}
