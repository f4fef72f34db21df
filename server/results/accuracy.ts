import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Accuracy, AccuracyReport } from '../../contract/metrics.ts';
import type { NamedSchema } from '../../contract/schemas/namedSchema.ts';
import { type Db, queryRows } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import { percentInterval } from '../statistics/index.ts';
import { withinScope } from './resultScope.ts';

const whole = z.number().int();
const percent = z.number().nullable();
const accuracyShape = z.object({
  graded: whole,
  correct: whole,
  leftOut: whole,
  prompts: whole,
  accuracy: percent,
  accuracyLow: percent,
  accuracyHigh: percent,
} satisfies Record<keyof Accuracy, z.ZodType>);
const parts = z.array(accuracyShape.extend({ name: z.string() }));
const shape = accuracyShape.extend({
  overruled: whole,
  samples: whole,
  passHatK: percent,
  passAtK: percent,
  categories: parts,
  splits: parts,
} satisfies Record<Exclude<keyof AccuracyReport, keyof Accuracy>, z.ZodType>);
export const accuracyReportSchema: NamedSchema<AccuracyReport, typeof shape> = shape;

/** What became of the samples of one prompt. */
interface GradedPrompt {
  promptIndex: number;
  category: string | null;
  samples: number;
  graded: number;
  correct: number;
  leftOut: number;
  overruled: number;
}

/**
 * The accuracy of a run. Intervals count each prompt once, since answers to one prompt are alike.
 *
 * pass^k is the share of prompts of which all k samples passed (Yao et al., "τ-bench", 2024), pass@k the share of which
 * at least one did (Chen et al., "Evaluating Large Language Models Trained on Code", 2021, for k = n).
 * @param splitOf the part of its data set that a prompt is from, by its number
 */
export async function getAccuracy(
  db: Db,
  scope: { sessionHash: string; testRunId: string },
  { samples, splitOf }: { samples: number; splitOf(promptIndex: number): string | undefined },
): Promise<AccuracyReport> {
  const prompts = await queryRows<GradedPrompt & Record<string, unknown>>(
    db,
    sql`
      select prompt_index as "promptIndex", max(category) as category, count(*)::int as samples,
        count(correct)::int as graded, (count(*) filter (where correct))::int as correct,
        (count(*) filter (where grade is not null and correct is null))::int as "leftOut",
        count(overrule)::int as overruled
      from ${batchTestResults} where ${withinScope(scope)} group by prompt_index`,
  );
  const repeated = samples > 1 ? prompts.filter(({ graded }) => graded === samples) : [];
  const share = (pass: (prompt: GradedPrompt) => boolean) =>
    repeated.length === 0 ? null : (100 * repeated.filter(pass).length) / repeated.length;
  return {
    ...accuracyOf(prompts),
    overruled: prompts.reduce((sum, { overruled }) => sum + overruled, 0),
    samples,
    passHatK: share(({ correct }) => correct === samples),
    passAtK: share(({ correct }) => correct > 0),
    categories: byName(prompts, ({ category }) => category ?? undefined),
    splits: byName(prompts, ({ promptIndex }) => splitOf(promptIndex)),
  };
}

function byName(
  prompts: GradedPrompt[],
  nameOf: (prompt: GradedPrompt) => string | undefined,
): ({ name: string } & Accuracy)[] {
  const named = prompts.filter((prompt) => nameOf(prompt) !== undefined);
  return [...Map.groupBy(named, (prompt) => nameOf(prompt) as string)]
    .map(([name, ofName]) => ({ name, ...accuracyOf(ofName) }))
    .filter(({ graded, leftOut }) => graded + leftOut > 0)
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

function accuracyOf(prompts: GradedPrompt[]): Accuracy {
  const sum = (part: (prompt: GradedPrompt) => number) =>
    prompts.reduce((total, prompt) => total + part(prompt), 0);
  const graded = sum((prompt) => prompt.graded);
  const correct = sum((prompt) => prompt.correct);
  const gradedPrompts = prompts.filter((prompt) => prompt.graded > 0).length;
  const { low, high } = percentInterval(correct, graded, gradedPrompts);
  return {
    graded,
    correct,
    leftOut: sum(({ leftOut }) => leftOut),
    prompts: gradedPrompts,
    accuracy: graded === 0 ? null : (100 * correct) / graded,
    accuracyLow: low,
    accuracyHigh: high,
  };
}
