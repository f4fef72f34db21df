import type { Availability, Copies, Db, Notifications } from '../../db/engine/index.ts';
import type { LiveChecks } from '../adapterCheck/index.ts';
import type { Answers, EvidenceStore, OpenExchange } from '../chat/index.ts';
import type { AlignedRunStore } from '../comparison/index.ts';
import type { ApiKeyCipher, ConnectionTests } from '../connections/index.ts';
import type { CallBounds, EndpointGuard, ModelClient } from '../endpoint/index.ts';
import type { Grading } from '../grading/index.ts';
import type { Queue } from '../jobs/index.ts';
import type { RateLimits, StreamSlots } from '../limits/index.ts';
import type { AuditTrail } from '../ops/audit/index.ts';
import type { Log } from '../ops/log/index.ts';
import type { Telemetry } from '../ops/telemetry/index.ts';
import type { Pacers } from '../pacing/index.ts';
import type { ResultWriter, RunFeeds } from '../runs/index.ts';
import type { FindSession, SessionBounds } from '../sessions/index.ts';

/**
 * What a process has one of. `server/process/openServices.ts` opens it; procedures get it through their
 * context, the workers of runs directly.
 */
export interface Services {
  db: Db;
  /** Much at a time as the text that the database writes. */
  copies: Copies;
  /** Whether the database answers. */
  availability: Availability;
  /** Aborts when the process is told to stop: from then on it takes nothing new. */
  stopping: AbortSignal;
  queue: Queue;
  notifications: Notifications;
  modelClient: ModelClient;
  endpointGuard: EndpointGuard;
  cipher: ApiKeyCipher;
  connectionTests: ConnectionTests;
  adapterChecks: LiveChecks;
  addressBucket: (clientAddress: string) => string;
  sessionBounds: SessionBounds;
  /** What no call may exceed. */
  callBounds: CallBounds;
  /** For one person on their own machine, and not for others. */
  isLocalMode: boolean;
  findSession: FindSession;
  rateLimits: RateLimits;
  streamSlots: StreamSlots;
  pacers: Pacers;
  resultWriter: ResultWriter;
  grading: Grading;
  alignedRuns: AlignedRunStore;
  feeds: RunFeeds;
  answers: Answers;
  evidence: EvidenceStore;
  openExchange: OpenExchange;
  log: Log;
  telemetry: Telemetry;
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
