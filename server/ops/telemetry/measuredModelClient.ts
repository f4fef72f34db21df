import { ModelCallError, type ModelClient } from '../../endpoint/index.ts';
import type { Telemetry } from './telemetry.ts';

/** The same client, with its calls counted and timed. */
export function measuredModelClient(client: ModelClient, telemetry: Telemetry): ModelClient {
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
        const outcome = error instanceof ModelCallError ? error.kind : 'stopped';
        telemetry.modelCalls.inc({ outcome });
        throw error;
      } finally {
        telemetry.modelCallsInFlight.dec();
      }
    },
  };
}
