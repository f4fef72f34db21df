/** What a question costs in a session with far more results than a person reads. */
import type { BenchByom, Engine, Row } from './bench.ts';
import { askByom, askEndpoint, type Timing } from './chatRaces.ts';
import { quantile } from './quantile.ts';
import { connectBench, untilOver } from './timedRun.ts';
import { watchHealth } from './watchHealth.ts';

const PROMPTS = 1_000;
const SAMPLES = [1, 10];
const ANSWER = 'The capital of France is Paris, which has been so since the tenth century. '.repeat(
  8,
);
/** Of each kind that the evidence is searched for in another way. */
const questions = [
  'How was it?',
  'Which answers were wrong, and what do they have in common?',
  'What about the prompt on the harbour of Marseille?',
  'Explain #17 and A#901.',
  'Which were the slowest answers in category 3?',
];
const ROUNDS = 4;
/** Milliseconds from the question to the call, and of the worst look at /healthz meanwhile. */
const aims = { toCall: { postgres: 150, pglite: 500 }, healthz: 50 };

/**
 * Asks in a session with two runs, together 11,000 results: first at once after the second run, then again
 * and again.
 */
export async function benchLongChat(
  byom: BenchByom,
  engine: Engine,
  endpoint: string,
): Promise<Row[]> {
  const direct = quantile(await timesOf(ROUNDS, () => askEndpoint(endpoint)), 0.5);
  const { client, sessionId } = await connectBench(byom, endpoint);
  for (const samples of SAMPLES) {
    const prompts = Array.from({ length: PROMPTS }, (_, index) => ({
      prompt: `Prompt ${index}: what is the capital of France? ${index % 50 === 0 ? 'Mind the harbour of Marseille.' : ANSWER}`,
      expected_answer: index % 3 === 0 ? 'Paris' : undefined,
      category: `category ${index % 4}`,
    }));
    const { id } = await client.batch.start.mutate({
      prompts,
      config: { concurrency: 64, adaptive: false, samples },
    });
    await untilOver(client, id);
  }
  const health = watchHealth(byom.url);
  const [first = Number.NaN] = await timesOf(1, () => askByom(byom.url, sessionId));
  const later: number[] = [];
  for (const question of questions) {
    later.push(...(await timesOf(ROUNDS, () => askByom(byom.url, sessionId, question))));
  }
  const { worstMs, looks } = await health.end();
  const results = PROMPTS * SAMPLES.reduce((sum, samples) => sum + samples, 0);
  const name = (figure: string) => `${engine}, ${results} results: ${figure}`;
  const aim = aims.toCall[engine];
  return [
    {
      name: name('to the call, first question after the run'),
      errorMs: first - direct,
      detail: 'beyond the time to first token of a direct call',
      aim,
    },
    {
      name: name('to the call, slowest of later questions'),
      errorMs: Math.max(...later) - direct,
      detail: `median ${(quantile(later, 0.5) - direct).toFixed(1)} ms, ${later.length} questions of ${questions.length} kinds`,
      aim,
    },
    {
      name: name('slowest /healthz meanwhile'),
      errorMs: worstMs,
      detail: `${looks} looks`,
      aim: aims.healthz,
    },
  ];
}

async function timesOf(times: number, ask: () => Promise<Timing>): Promise<number[]> {
  const all: number[] = [];
  for (let time = 0; time < times; time++) all.push((await ask()).ttftMs);
  return all;
}
