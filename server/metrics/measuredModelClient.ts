import { ModelCallError, type ModelClient } from '../endpoint/index.ts';
import type { Metrics } from './metrics.ts';

/** The same client, with its calls counted and timed. */
export function measuredModelClient(client: ModelClient, metrics: Metrics): ModelClient {
  return {
    ...client,
    async call(...request) {
      metrics.modelCallsInFlight.inc();
      try {
        const answer = await client.call(...request);
        metrics.modelCalls.inc({ outcome: 'answered' });
        metrics.modelLatencySeconds.observe(answer.latencyMs / 1_000);
        if (answer.ttftMs !== null) metrics.modelTtftSeconds.observe(answer.ttftMs / 1_000);
        return answer;
      } catch (error) {
        const outcome = error instanceof ModelCallError ? error.kind : 'stopped';
        metrics.modelCalls.inc({ outcome });
        throw error;
      } finally {
        metrics.modelCallsInFlight.dec();
      }
    },
  };
}
