/**
 * How long grading takes through its thread: 5,000 answers by five graders each, the start of the thread included,
 * and how late the event loop of the process is meanwhile; and whether the times of a run are less exact while the
 * answers of another one are graded again and again.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { GraderSpec } from '../../contract/graders.ts';
import { openGrading } from '../../server/grading/index.ts';
import type { BenchByom, BenchContext, Row } from './bench.ts';
import { faces, startClockServer } from './clockRuns.ts';
import { errorsBeside } from './errorsBeside.ts';
import { connectBench, promptTexts, untilOver } from './timedRun.ts';

const ANSWERS = 5_000;
const graders: GraderSpec[] = [
  { name: 'contains', ordered: true },
  { name: 'numeric', label: 'Answer' },
  { name: 'regex', pattern: '\\bAnswer: (\\d+)\\b' },
  { name: 'json', mode: 'subset', expected_answer: '{"total": 42}' },
  { name: 'similarity', method: 'rouge-l', threshold: 0.5 },
];

export async function* benchGrading(context: BenchContext): AsyncGenerator<Row> {
  yield* throughTheThread();
  yield* besideARun(context);
}

async function* throughTheThread(): AsyncGenerator<Row> {
  const inputs = Array.from({ length: ANSWERS }, (_, index) =>
    graders.map((grader) => ({
      answer: answerOf(index),
      prompt: 'How much is it in total?',
      expected: String(index),
      grader,
    })),
  ).flat();
  const grading = openGrading();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  try {
    delay.enable();
    const start = performance.now();
    const grades = await grading.grade(inputs);
    const ms = performance.now() - start;
    delay.disable();
    const passed = grades.filter(({ pass }) => pass).length;
    const detail = `${grades.length} grades, ${passed} of them passed, thread started with them`;
    yield { name: '5,000 answers by 5 graders', detail, ms, aim: 2_000 };
    yield {
      name: 'longest pause of the process meanwhile',
      detail: 'by its event loop',
      ms: delay.max / 1e6,
      aim: 50,
    };
  } finally {
    await grading.close();
  }
}

const LOAD = { calls: 400, atOnce: 16 };
/** Answers of the run that is graded beside. */
const GRADED_BESIDE = 2_000;

async function* besideARun(context: BenchContext): AsyncGenerator<Row> {
  const server = await startClockServer({ ttftMs: 30, latencyMs: 100 });
  const byom = await context.startByom('pglite');
  try {
    const askAll = await faces.rest(byom, server.url);
    // Its code has run then.
    await server.errorsOf(askAll, LOAD);
    const alone = await server.errorsOf(askAll, LOAD);
    const grading = await gradeAgainAndAgain(byom, server.url);
    const beside = await server.errorsOf(askAll, LOAD);
    const graded = await grading.stop();
    const done = `${graded} answers were graded meanwhile`;
    yield* errorsBeside('grading', { alone, beside, done });
  } finally {
    await byom.stop();
    await server.stop();
  }
}

/** Another session's run, whose answers are graded by one grader after the other. */
async function gradeAgainAndAgain(byom: BenchByom, endpointUrl: string) {
  const { client } = await connectBench(byom, endpointUrl);
  const prompts = promptTexts(GRADED_BESIDE).map((prompt) => ({ prompt, expected_answer: '42' }));
  const run = await client.batch.start.mutate({ prompts, config: { concurrency: 64 } });
  await untilOver(client, run.id);
  let isStopped = false;
  let graded = 0;
  const work = (async () => {
    for (let round = 0; !isStopped; round += 1) {
      const grader = graders[round % graders.length] as GraderSpec;
      graded += (await client.batch.grade.mutate({ testRunId: run.id, grader })).graded;
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await work;
      return graded;
    },
  };
}

/** Some 150 words, as models that explain themselves write. */
function answerOf(index: number): string {
  const working = `We add ${index - 3} and 3, and since nothing else is to be paid, that is all there is to it. `;
  return `${working.repeat(6)}\n\n\`\`\`json\n{"total": ${index}, "currency": "EUR"}\n\`\`\`\n\nAnswer: ${index}`;
}
