import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds. Endpoints answer within tenths of a second or take minutes. */
const CALL_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600];
const TTFT_BUCKETS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 30, 60, 120];
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export type Telemetry = ReturnType<typeof createTelemetry>;

/**
 * The Prometheus metrics of the process itself. Label values come from closed lists only: route
 * templates, procedures, statuses, kinds of errors; never an id, a model's name or an address.
 * See docs/decisions/0021.
 */
export function createTelemetry() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'byom_' });

  return {
    registry,
    httpRequests: new Counter({
      name: 'byom_http_requests_total',
      help: 'HTTP requests that ended, by route template and status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    httpSeconds: new Histogram({
      name: 'byom_http_request_duration_seconds',
      help: 'Time from the request to the end of its answer; streams of events are left out.',
      labelNames: ['route'],
      buckets: REQUEST_BUCKETS,
      registers,
    }),
    openStreams: new Gauge({
      name: 'byom_http_streams_open',
      help: 'Streams of server-sent events that are open now.',
      labelNames: ['route'],
      registers,
    }),
    procedureCalls: new Counter({
      name: 'byom_procedure_calls_total',
      help: 'Calls of API procedures by any face; the outcome is ok or the kind of the refusal.',
      labelNames: ['procedure', 'outcome'],
      registers,
    }),
    modelCalls: new Counter({
      name: 'byom_model_calls_total',
      help: 'Calls to endpoints that ended; the outcome is answered, stopped, or the kind of the error.',
      labelNames: ['outcome'],
      registers,
    }),
    modelCallsInFlight: new Gauge({
      name: 'byom_model_calls_in_flight',
      help: 'Calls to endpoints that are out now.',
      registers,
    }),
    modelLatencySeconds: new Histogram({
      name: 'byom_model_call_latency_seconds',
      help: 'Request written to last byte of the answer, of answered calls.',
      buckets: CALL_BUCKETS,
      registers,
    }),
    modelTtftSeconds: new Histogram({
      name: 'byom_model_call_ttft_seconds',
      help: 'Request written to first piece of the answer, of answered calls that were streamed.',
      buckets: TTFT_BUCKETS,
      registers,
    }),
    prompts: new Counter({
      name: 'byom_prompts_total',
      help: 'Prompts of runs that were finished, by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    promptRetries: new Counter({
      name: 'byom_prompt_retries_total',
      help: 'Calls that were made again for a prompt because the one before had failed.',
      registers,
    }),
    runsEnded: new Counter({
      name: 'byom_runs_ended_total',
      help: 'Runs that this process worked on and that are over, by status.',
      labelNames: ['status'],
      registers,
    }),
    sessionsPurged: new Counter({
      name: 'byom_sessions_purged_total',
      help: 'Expired sessions that this process deleted.',
      registers,
    }),
    databaseErrors: new Counter({
      name: 'byom_database_errors_total',
      help: 'Errors of the database or the queue that nobody foresaw, by where they came up.',
      labelNames: ['where'],
      registers,
    }),
  };
}
