import { and, asc, gte, lt } from 'drizzle-orm';
import { z } from 'zod';
import type { AnswerCluster, PromptAnswers } from '../../contract/metrics.ts';
import { outcomeDefinitions } from '../../contract/outcomes.ts';
import type { NamedSchema } from '../../contract/schemas/namedSchema.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import { withinScope } from './resultScope.ts';

const whole = z.number().int();
const shape = z.object({
  promptIndex: whole,
  prompt: z.string(),
  category: z.string().nullable(),
  samples: whole,
  graded: whole,
  correct: whole,
  clusters: z.array(
    z.object({ text: z.string(), count: whole, correct: z.boolean().nullable() } satisfies Record<
      keyof AnswerCluster,
      z.ZodType
    >),
  ),
} satisfies Record<keyof PromptAnswers, z.ZodType>);
export const promptAnswersSchema: NamedSchema<PromptAnswers, typeof shape> = shape;

/** Longest text of a cluster that is told, in UTF-16 units. */
const MAX_TEXT = 120;

type Sample = Pick<
  typeof batchTestResults.$inferSelect,
  'promptIndex' | 'prompt' | 'category' | 'response' | 'outcome' | 'correct' | 'grade'
>;

/**
 * The answers to `limit` prompts of a run from number `fromPrompt` on, those of each prompt that say the same put together: by the
 * place that the grade is about, else by the whole text; case, white space and the punctuation around do not count.
 */
export async function getPromptAnswers(
  db: Db,
  scope: { sessionHash: string; testRunId: string },
  { fromPrompt, limit }: { fromPrompt: number; limit: number },
): Promise<PromptAnswers[]> {
  const { promptIndex, prompt, category, response, outcome, correct, grade, sample } =
    batchTestResults;
  const rows = await db
    .select({ promptIndex, prompt, category, response, outcome, correct, grade })
    .from(batchTestResults)
    .where(
      and(withinScope(scope), gte(promptIndex, fromPrompt), lt(promptIndex, fromPrompt + limit)),
    )
    .orderBy(asc(promptIndex), asc(sample));
  return [...Map.groupBy(rows, (row) => row.promptIndex).values()].map((samples) => {
    const [first] = samples as [Sample];
    return {
      promptIndex: first.promptIndex,
      prompt: first.prompt,
      category: first.category,
      samples: samples.length,
      graded: samples.filter((one) => one.correct !== null).length,
      correct: samples.filter((one) => one.correct).length,
      clusters: clustersOf(samples),
    };
  });
}

function clustersOf(samples: Sample[]): AnswerCluster[] {
  const alike = Map.groupBy(samples, (sample) => `${sample.correct} ${keyOf(saidIn(sample))}`);
  return [...alike.values()]
    .map((ofCluster) => {
      const [first] = ofCluster as [Sample];
      return { text: shortened(saidIn(first)), count: ofCluster.length, correct: first.correct };
    })
    .toSorted((a, b) => b.count - a.count);
}

function saidIn({ response, outcome, grade }: Sample): string {
  const text = response?.trim() ?? '';
  if (text === '') return outcomeDefinitions[outcome].label;
  return grade?.span ? (response as string).slice(grade.span.start, grade.span.end) : text;
}

function keyOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '');
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT - 1).toWellFormed()}…` : line;
}
