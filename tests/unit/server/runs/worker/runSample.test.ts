/** What a sample tells of its calls and of its waiting. */
import { describe, expect, it, vi } from 'vitest';
import { defaultRunSettings } from '../../../../../contract/runSettings.ts';
import type { ModelAnswer } from '../../../../../server/endpoint/index.ts';
import type { ModelCallOptions } from '../../../../../server/endpoint/modelClient.ts';
import { runSample, type SampleContext } from '../../../../../server/runs/worker/runSample.ts';

const LOST_MS = 60;

const answer = {
  text: 'Paris',
  reasoning: '',
  refusal: '',
  finishReason: 'stop',
  connectMs: 7,
  waitedForModelMs: 0,
} as ModelAnswer;

describe('a sample', () => {
  it('counts a call that was made again on our side, and the time that it cost', async () => {
    const retried = vi.fn();
    const context = {
      model: {
        endpoint: { endpointUrl: 'http://127.0.0.1/v1', modelId: 'm', adaptations: {} },
        async call(_question: unknown, { onEvent }: ModelCallOptions) {
          await new Promise((resolve) => setTimeout(resolve, LOST_MS));
          onEvent?.({ type: 'repeated' });
          return answer;
        },
      },
      pacer: { acquire: async () => ({ succeeded() {}, release() {} }) },
      startDelay: { wait: async () => {} },
      quotaTries: { answered() {} },
      authFailures: { answered() {} },
      settings: defaultRunSettings,
      lease: { assertLease: async () => {} },
      activity: { callStarted() {}, callEnded() {}, retried },
    } as unknown as SampleContext;

    const result = await runSample(context, { prompt: 'The capital of France?' });
    expect(result).toMatchObject({ response: 'Paris', attempts: 2 });
    expect(result.backoffMs).toBeGreaterThanOrEqual(LOST_MS - 5);
    expect(result.queuedMs).toBeGreaterThanOrEqual(7);
    expect(retried).toHaveBeenCalledTimes(1);
  });
});
