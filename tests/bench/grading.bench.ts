/**
 * How long grading takes through its thread: 5,000 answers by five graders each, the start of the thread included,
 * and how late the event loop of the process is meanwhile.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { GraderSpec } from '../../contract/graders.ts';
import { openGrading } from '../../server/grading/index.ts';
import type { Row } from './bench.ts';

const ANSWERS = 5_000;
const graders: GraderSpec[] = [
  { name: 'contains', ordered: true },
  { name: 'numeric', label: 'Answer' },
  { name: 'regex', pattern: '\\bAnswer: (\\d+)\\b' },
  { name: 'json', mode: 'subset', expected_answer: '{"total": 42}' },
  { name: 'similarity', method: 'rouge-l', threshold: 0.5 },
];

export async function* benchGrading(): AsyncGenerator<Row> {
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

/** Some 150 words, as models that explain themselves write. */
function answerOf(index: number): string {
  const working = `We add ${index - 3} and 3, and since nothing else is to be paid, that is all there is to it. `;
  return `${working.repeat(6)}\n\n\`\`\`json\n{"total": ${index}, "currency": "EUR"}\n\`\`\`\n\nAnswer: ${index}`;
}
