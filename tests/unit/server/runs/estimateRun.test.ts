import { expect, it } from 'vitest';
import { promptSizesOf } from '../../../../contract/promptSizes.ts';
import { runSettingsInput } from '../../../../contract/schemas/runSettings.ts';
import { countTokens, estimate, type Speed } from '../../../../server/runs/estimateRun.ts';

const prompts = (count: number, prompt = 'Name the capital of France, please.') =>
  promptSizesOf(
    Array.from({ length: count }, () => ({ prompt })),
    countTokens,
  );
const config = (change: Parameters<typeof runSettingsInput.parse>[0] = {}) =>
  runSettingsInput.parse(change);
const speed: Speed = {
  basis: 'connection_test',
  callMs: 500,
  firstTokenMs: 100,
  msPerToken: 40,
  answerTokens: 10,
};

it('counts samples and warm-ups as calls', () => {
  expect(estimate(prompts(10), config({ samples: 3, warmup: 2 }), speed, []).calls).toBe(32);
  expect(estimate(prompts(1), config({ warmup: 5 }), speed, []).calls).toBe(2);
});

it('counts the tokens of prompts about as a tokenizer does, system prompt included', () => {
  // OpenAI's cl100k_base makes 7 tokens of this prompt; a chat adds some for each message.
  const plain = estimate(prompts(100), config(), speed, []).promptTokens;
  expect(plain / 100).toBeGreaterThan(10);
  expect(plain / 100).toBeLessThan(20);
  const told = config({ systemPrompt: 'You are a helpful assistant who answers briefly.' });
  expect(estimate(prompts(100), told, speed, []).promptTokens).toBeGreaterThan(plain + 900);
});

it('takes megabytes of prompts to be like their beginning instead of counting them all', () => {
  const long = 'lorem ipsum dolor sit amet, '.repeat(1_000);
  const one = estimate(prompts(1, long), config(), speed, []).promptTokens;
  const all = estimate(prompts(150, long), config(), speed, []).promptTokens;
  expect(all / (150 * one)).toBeCloseTo(1, 1);
});

it('works the time out from the speed, the calls at once and the pauses', () => {
  const free = config({ concurrency: 5, maxTokens: 50 });
  expect(estimate(prompts(20), free, speed, [])).toMatchObject({
    likelyMs: 4 * 500,
    // 100 ms to the first token and 50 more of 40 ms.
    mostMs: 4 * 2_100,
    mostAnswerTokens: 1_000,
    likelyAnswerTokens: null,
  });
  const gentle = config({ gentle: true });
  expect(estimate(prompts(20), gentle, { ...speed, callMs: 200 }, []).likelyMs).toBe(20 * 500);
  const short = config({ concurrency: 1, timeoutMs: 1_000 });
  expect(estimate(prompts(3), short, speed, []).mostMs).toBe(3 * 1_000);
});

it('leaves unknown what nothing tells', () => {
  expect(estimate(prompts(3), config(), null, [])).toMatchObject({
    likelyMs: null,
    mostMs: null,
    basis: null,
  });
  const uncounted = { ...speed, msPerToken: null };
  expect(estimate(prompts(3), config(), uncounted, []).mostMs).toBeNull();
});

it('sets the need against each limit that is known', () => {
  const told = { window: null, limit: 1_000, remaining: 990, resetMs: 60_000 };
  const { limits, promptTokens } = estimate(prompts(10), config({ maxTokens: 100 }), speed, [
    { of: 'requests', ...told },
    { of: 'tokens', ...told },
  ]);
  expect(limits.map(({ needed }) => needed)).toEqual([10, promptTokens + 1_000]);
});
