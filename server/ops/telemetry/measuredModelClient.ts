import { ModelCallError, type ModelClient } from '../../endpoint/index.ts';
import type { Log } from '../log/index.ts';
import type { Telemetry } from './telemetry.ts';

/** The same client, with its calls counted and timed, and a line in the log for each that failed. */
export function measuredModelClient(
  client: ModelClient,
  { telemetry, log }: { telemetry: Telemetry; log: Log },
): ModelClient {
  return {
    ...client,
    async call(...request) {
      telemetry.modelCallsInFlight.inc();
      try {
        const answer = await client.call(...request);
        telemetry.modelCalls.inc({ outcome: 'answered' });
        telemetry.modelLatencySeconds.observe(answer.latencyMs / 1_000);
        if (answer.ttftMs !== null) telemetry.modelTtftSeconds.observe(answer.ttftMs / 1_000);
        return answer;
      } catch (error) {
        const failure = error instanceof ModelCallError ? error : undefined;
        telemetry.modelCalls.inc({ outcome: failure?.kind ?? 'stopped' });
        if (failure) {
          const { reason, status, upstreamRequestId } = failure;
          log.info({ reason, status, upstreamRequestId }, 'a call to an endpoint failed');
        }
        throw error;
      } finally {
        telemetry.modelCallsInFlight.dec();
      }
    },
  };
}
