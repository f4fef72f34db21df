import { describe, expect, it } from 'vitest';
import type { RunInEvidence } from '../../../../../server/chat/context/evidence.ts';
import { checkMetrics } from '../../../../../server/chat/metrics/checkMetrics.ts';
import { aVerdict } from '../../../../support/verdictInEvidence.ts';
import { aRun, someMetrics } from '../../../tables/exportData.ts';

const RUN_A = '22222222-2222-4222-8222-222222222222';
const RUN_B = '33333333-3333-4333-8333-333333333333';

/** 9 of 10 answered, 7 of 8 correct; average 321.4, p50 300, p95 512.75, p99 600, 100 to 601 ms. */
const run: RunInEvidence = {
  run: aRun({ id: RUN_A }),
  letter: '',
  metrics: someMetrics(),
  categories: [
    { category: 'geography', results: 4, failed: 1, wrong: 0, avgLatencyMs: 250 },
    { category: 'code_generation', results: 6, failed: 0, wrong: 1, avgLatencyMs: 400 },
  ],
};
const cited = (testRunId: string, number: number, latencyMs: number | null) => ({
  testRunId,
  promptIndex: number - 1,
  sample: 0,
  latencyMs,
  ttftMs: 45,
  outputTokens: 30,
});
const one = {
  runs: [run],
  verdict: null,
  results: [cited(RUN_A, 4, 601), cited(RUN_A, 7, 480), cited(RUN_A, 9, null)],
};
const two = {
  verdict: null,
  runs: [
    { ...run, letter: 'A' as const },
    {
      ...run,
      run: aRun({ id: RUN_B }),
      letter: 'B' as const,
      metrics: someMetrics({ avgLatencyMs: 200, successRate: 100, completedPrompts: 10 }),
    },
  ],
  results: [cited(RUN_A, 4, 601), cited(RUN_B, 4, 222)],
};

const verdicts = (answer: string, facts: Parameters<typeof checkMetrics>[1] = one) =>
  checkMetrics(answer, facts).map(({ quote, verdict }) => `${quote} ${verdict}`);

describe('a figure whose meaning is clear is compared', () => {
  it.each([
    ['My average latency was 321 ms.', '321 ms right'],
    ['My average latency was **321ms**.', '321ms right'],
    ['On average an answer took 0.3 s.', '0.3 s right'],
    ['On average an answer took 0.32 seconds.', '0.32 seconds right'],
    ['On average an answer took 0.4 s.', '0.4 s wrong'],
    ['Average latency: 523ms', '523ms wrong'],
    ['| Average Latency | 321ms |', '321ms right'],
    ['| P95 Latency | 789ms |', '789ms wrong'],
    ['The median latency is 300 ms.', '300 ms right'],
    ['P99 latency: 600 ms', '600 ms right'],
    ['95 % of my answers came within 513 ms.', '513 ms right'],
    ['The p95 was about 500 ms.', '500 ms right'],
    ['The p95 was about 700 ms.', '700 ms wrong'],
    ['My fastest answer took 100 ms.', '100 ms right'],
    ['My slowest answer took 1,601 ms.', '1,601 ms wrong'],
    ['The median time to first token was 44ms.', '44ms right'],
    ['The average TTFT is 99 ms.', '99 ms wrong'],
    ['#4 took 601 ms.', '601 ms right'],
    ['My slowest answer was #4 at 601ms.', '601ms right'],
    ['#4 (0.6 s) was the slowest.', '0.6 s right'],
    ['#4 took 2300 ms.', '2300 ms wrong'],
    ['The first token of #4 came at 45 ms.', '45 ms right'],
    ['#4 generated 30 output tokens.', '30 output tokens right'],
    ['My success rate was 90 %.', '90 % right'],
    ['Success Rate: 90.0%', '90.0% right'],
    ['The success rate is 95%.', '95% wrong'],
    ['10 % failed.', '10 % right'],
    ['My accuracy is 87.5%.', '87.5% right'],
    ['My accuracy is 88 percent.', '88 percent right'],
    ['I answered **9 of 10** prompts.', '9 of 10 right'],
    ['I answered 8 of 10 prompts.', '8 of 10 wrong'],
    ['7 out of 8 checked answers were correct.', '7 out of 8 right'],
    ['1 of my answers was wrong.', '1 right'],
    ['2 prompts failed.', '2 wrong'],
    ['Failed: 1', '1 right'],
    ['| Failed | 2 |', '2 wrong'],
    ['In total 150 tokens were used.', '150 tokens right'],
    ['| Total Tokens | 151 |', '151 wrong'],
    ['The output tokens: 30', '30 right'],
    ['In geography the average latency was 250 ms.', '250 ms right'],
    ['In code generation the average was 250 ms.', '250 ms wrong'],
    ['In geography 1 prompt failed.', '1 right'],
  ])('%j: %s', (answer, expected) => {
    const [quoteAndVerdict] = verdicts(answer);
    // The quote of a labelled figure ends with the figure.
    expect(quoteAndVerdict).toMatch(new RegExp(`${expected.replace(/[.*+?^$()|]/g, '\\$&')}$`));
    expect(verdicts(answer)).toHaveLength(1);
  });

  it('several in one sentence each', () => {
    expect(
      verdicts('On average I took 321 ms, and 95 % of my answers came within 789 ms; 1 failed.'),
    ).toEqual(['321 ms right', '789 ms wrong', '1 right']);
    expect(verdicts('#4 at 601 ms, #7 at 480 ms.')).toEqual(['601 ms right', '480 ms right']);
  });

  it('with its place, its meaning and the true figure', () => {
    const answer = 'Well: *on average* I took 523 ms.';
    const [check] = checkMetrics(answer, one);
    expect(check).toEqual({
      quote: '523 ms',
      start: 26,
      end: 32,
      figure: 'average latency',
      unit: 'ms',
      claimed: 523,
      actual: 321.4,
      verdict: 'wrong',
    });
    expect(answer.slice(check?.start, check?.end)).toBe('523 ms');
  });

  it('of the run that is named, where there are two', () => {
    expect(verdicts('The average of run A was 321 ms, the average of run B 200 ms.', two)).toEqual([
      '321 ms right',
      '200 ms right',
    ]);
    expect(verdicts('A#4 took 601 ms. B#4 took 601 ms.', two)).toEqual([
      '601 ms right',
      '601 ms wrong',
    ]);
    expect(verdicts('The average was 200 ms.', two)).toEqual([]);
  });

  it('of the candidate or the baseline, or of the model that is named, where there are two', () => {
    const [a, b] = two.runs as [(typeof two.runs)[number], (typeof two.runs)[number]];
    const named = {
      ...two,
      verdict: aVerdict({ candidate: 'B', baseline: 'A' }),
      runs: [
        { ...a, run: { ...a.run, modelName: 'llama', modelId: 'llama-8b' } },
        { ...b, run: { ...b.run, modelName: 'Support bot', modelId: 'llama-8b-support' } },
      ],
    };
    expect(
      verdicts(
        'The candidate took 200 ms on average, while the baseline took 321 ms on average.',
        named,
      ),
    ).toEqual(['200 ms right', '321 ms right']);
    expect(verdicts('The base model averaged 200 ms on average.', named)).toEqual(['200 ms wrong']);
    expect(verdicts('Support bot took 321 ms on average.', named)).toEqual(['321 ms wrong']);
    // The name of one stands within that of the other.
    expect(verdicts('On average llama took 200 ms.', named)).toEqual([]);
    expect(verdicts('Candidate and baseline took 200 ms on average.', named)).toEqual([]);
    expect(verdicts('Both took 200 ms on average.', named)).toEqual([]);
    expect(verdicts('The average was 200 ms.', named)).toEqual([]);
    expect(verdicts('#4 took 601 ms.', two)).toEqual([]);
  });
});

describe('what is not clear is left alone', () => {
  it.each([
    'It took 523 ms.',
    'Between 100 ms and 523 ms on average.',
    'The average was more than 500 ms.',
    'On average #4 took 523 ms.',
    '#4, #7 and #9 took 1 s, 2 s and 3 s.',
    '#4 and #7 took 2300 ms.',
    '#4 was 500 ms slower than the average.',
    '#9 took 523 ms.',
    '#99 took 523 ms.',
    '#4 waited 5 s in the queue.',
    'The median TPOT was 12.5 ms.',
    'The median time per output token was 12.5 ms.',
    '#4 failed: it timed out after 60 s.',
    'A person takes 3 s to read this.',
    'My average answer had 523 tokens.',
    'I wrote 523 tokens.',
    'I generate 52 tokens per second on average.',
    '50 % of the failed prompts were too long.',
    'In geography 50 % were wrong.',
    'Of the geography prompts, 3 failed.',
    '2 of 3 failed in the first half.',
    'Prompt 3 failed.',
    '#3 failed.',
    'The first 3 failed.',
    '3 of the 5 failed for the same reason.',
    'Failed prompts: #1, #2',
    'If 5 prompts failed, the rate would be 50 %.',
    '`The average latency was 523 ms.`'.replaceAll('`', '```'),
    '```\naverage latency: 523 ms\n```',
    '| Figure | A | B |\n| Average latency | 523 ms | 700 ms |',
    'Version 1.5 of p95 support, see page#4.',
    'The answer to #4 is 42 % wrong.',
    'Correct: 7 wrong: 1',
    '',
  ])('%j', (answer) => {
    expect(verdicts(answer)).toEqual([]);
  });

  it('nor is anything said before there are results', () => {
    expect(verdicts('The average was 523 ms.', { runs: [], verdict: null, results: [] })).toEqual(
      [],
    );
  });

  it('and a long or odd answer takes no long time', () => {
    const startedAt = performance.now();
    for (const piece of ['1 of ', '#1 ', '9,', 'average 1 ms and ', '1'.repeat(10), '`', '| 1 ']) {
      checkMetrics(piece.repeat(200_000 / piece.length), one);
    }
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
