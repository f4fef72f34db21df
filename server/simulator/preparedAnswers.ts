/**
 * What the simulated models answer. They know the expected answers of the curated suites, and each gets some
 * prompts of every suite wrong on purpose: the base about half of them, the fine-tune few, and mostly others.
 * Which ones depends on the prompt alone.
 */
import { createHash } from 'node:crypto';
import type { ConnectionRole } from '../../contract/connectionRoles.ts';
import { parseExpectedAnswer } from '../../contract/expectedAnswer.ts';
import { curatedSuites, shippedSuites } from '../../db/suites/index.ts';
import { sampleAnswer } from './sampleAnswers.ts';

/** Of the simulated models, the one that a session takes for this role. */
export type SimulatedRole = ConnectionRole;

/** The same for the same prompt, and never the same of both models. */
export function preparedAnswer(prompt: string, role: SimulatedRole): string {
  const say = phrases[role];
  if (refusable.has(prompt)) return say.refusal;
  const curated = curatedPrompts.get(prompt);
  if (!curated) return say.hello;
  const { expected, label, wrongBy } = curated;
  if (!expected) return say.openPrompt;
  if (wrongBy === role) return say.wrong;
  const sample = sampleAnswer(prompt);
  if (sample) return say.sample(sample);
  const answer = say.right(parseExpectedAnswer(expected)[0].join(', '));
  return label ? `${answer}\n${label}: ${expected.split(' | ')[0]}` : answer;
}

const phrases = {
  candidate: {
    hello: 'Yes, I am here. I am a simulated model: my answers are prepared, not thought up.',
    openPrompt:
      'This is a prepared text of the simulated model. A real model would now write something of its own for this open prompt; connect one to see what it makes of it.',
    right: (answer: string) => answer,
    sample: (answer: string) => answer,
    refusal: 'I cannot help with that. (This is the prepared answer of a simulated model.)',
    wrong:
      'I am not sure about this one. (The simulated model gets some answers wrong on purpose.)',
  },
  baseline: {
    hello:
      'Hello. I am the simulated base: a worse model to hold the other against, with prepared answers as well.',
    openPrompt:
      'Here is a prepared text of the simulated base. It is the same for every open prompt, since nothing is thought up here.',
    right: (answer: string) => `The answer is ${answer}.`,
    sample: (answer: string) => `${answer}\n`,
    refusal: 'Sorry, I cannot help with that. (A prepared answer of the simulated base.)',
    wrong: 'That is beyond me. (The simulated base gets about half wrong on purpose.)',
  },
} as const satisfies Record<SimulatedRole, object>;

/** Prompts that a model should refuse. */
const refusable = new Set(
  shippedSuites.flatMap(({ prompts }) =>
    prompts.flatMap(({ prompt, grader }) =>
      grader?.name === 'refusal' && grader.expect === 'refuse' ? [prompt] : [],
    ),
  ),
);

interface CuratedPrompt {
  expected: string | undefined;
  /** What the line is to begin with that the prompt asks for. */
  label: string | undefined;
  /** Which of the models gets it wrong; null where both know it. */
  wrongBy: SimulatedRole | null;
}

const curatedPrompts = new Map<string, CuratedPrompt>(
  curatedSuites.flatMap(({ prompts }) => {
    const graded = prompts.filter(({ expected_answer }) => expected_answer);
    const shuffled = graded.map(({ prompt }) => prompt).toSorted(byHash);
    return prompts.map(({ prompt, expected_answer, grader }) => [
      prompt,
      {
        expected: expected_answer,
        label: grader && 'label' in grader ? grader.label : undefined,
        wrongBy: wrongAt(shuffled.indexOf(prompt), graded.length),
      },
    ]);
  }),
);

/** One end of the shuffled prompts is wrong by the one, the other end by the other model. */
function wrongAt(place: number, count: number): SimulatedRole | null {
  if (place < Math.ceil(count / 2)) return 'baseline';
  return place >= count - Math.floor(count / 6) ? 'candidate' : null;
}

function byHash(one: string, other: string): number {
  return hashOf(one) < hashOf(other) ? -1 : 1;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
