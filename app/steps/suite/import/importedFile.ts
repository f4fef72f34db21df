import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { estimateTokenCount } from 'tokenx';
import { messagesOf, type SuitePrompt } from '../../../../contract/suites.ts';
import { checkedPrompt, RowProblem, type SuiteReading } from '../../../../suiteFiles/index.ts';
import {
  type ImportedRow,
  type ImportOverview,
  type ImportPage,
  PAGE_SIZE,
  type PromptChange,
  type Selection,
} from './importMessages.ts';

/** The prompts of a file while somebody looks at them, chooses among them and changes them. */
export interface ImportedFile {
  overview(): ImportOverview;
  page(selection: Selection, page: number): ImportPage;
  /** The selected prompts, in the order of the file. */
  selected(selection: Selection): SuitePrompt[];
  /** What is wrong with the change; null where it was made. */
  change(key: number, change: PromptChange): string | null;
  duplicate(key: number): void;
  remove(key: number): void;
}

export function openImportedFile(
  { prompts, ...reading }: SuiteReading,
  contextTokens: number | null,
): ImportedFile {
  let rows = prompts.map(
    (read, key): ImportedRow => ({ ...read, key, tokens: tokensOf(read.prompt) }),
  );
  let nextKey = rows.length;

  return {
    overview() {
      const categories = new Map<string | null, number>();
      let longestTokens = 0;
      let tooLong = 0;
      for (const { prompt, tokens } of rows) {
        const category = prompt.category ?? null;
        categories.set(category, (categories.get(category) ?? 0) + 1);
        longestTokens = Math.max(longestTokens, tokens);
        if (contextTokens !== null && tokens >= contextTokens) tooLong += 1;
      }
      return {
        ...reading,
        promptCount: rows.length,
        categories: [...categories]
          .map(([category, count]) => ({ category, count }))
          .sort((a, b) => b.count - a.count),
        duplicates: rows.filter(({ duplicateOf }) => duplicateOf !== null).length,
        longestTokens,
        tooLong: contextTokens === null ? null : tooLong,
      };
    },
    page(selection, page) {
      const selected = select(rows, selection);
      return {
        rows: selected.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE),
        selected: selected.length,
      };
    },
    selected: (selection) => select(rows, selection).map(({ prompt }) => prompt),
    change(key, change) {
      const row = rows.find((each) => each.key === key);
      if (!row) return null;
      try {
        row.prompt = checkedPrompt(changed(row.prompt, change));
        row.tokens = tokensOf(row.prompt);
        markDuplicates(rows);
        return null;
      } catch (error) {
        if (error instanceof RowProblem) return error.message;
        throw error;
      }
    },
    duplicate(key) {
      rows = rows.flatMap((row) => {
        if (row.key !== key) return [row];
        const copy = { ...row, key: nextKey };
        nextKey += 1;
        return [row, copy];
      });
      markDuplicates(rows);
    },
    remove(key) {
      rows = rows.filter((row) => row.key !== key);
      markDuplicates(rows);
    },
  };
}

/** Notes which rows ask what an earlier one asks, of those that there are now. */
function markDuplicates(rows: ImportedRow[]): void {
  const firstLines = new Map<string, number>();
  for (const row of rows) {
    const asked = JSON.stringify(messagesOf(row.prompt));
    const firstLine = firstLines.get(asked);
    if (firstLine === undefined) firstLines.set(asked, row.line);
    row.duplicateOf = firstLine ?? null;
  }
}

function select(rows: ImportedRow[], { category, take, count, seed }: Selection): ImportedRow[] {
  const matching =
    category === undefined
      ? rows
      : rows.filter(({ prompt }) => (prompt.category ?? null) === category);
  switch (take) {
    case 'all':
      return matching;
    case 'first':
      return matching.slice(0, count);
    case 'sample':
      return sampled(matching, count, seed);
  }
}

/** Draws without putting back; what was drawn stays in its order. */
function sampled(rows: ImportedRow[], count: number, seed: number): ImportedRow[] {
  const generator = xoroshiro128plus(seed);
  const places = rows.map((_, place) => place);
  const size = Math.min(count, places.length);
  for (let drawn = 0; drawn < size; drawn += 1) {
    const other = uniformInt(generator, drawn, places.length - 1);
    [places[drawn], places[other]] = [places[other] as number, places[drawn] as number];
  }
  return places
    .slice(0, size)
    .sort((a, b) => a - b)
    .map((place) => rows[place] as ImportedRow);
}

function changed(
  { messages, grader, split, id }: SuitePrompt,
  { prompt, expectedAnswer, category }: PromptChange,
) {
  const asked = messages
    ? { messages: [...messages.slice(0, -1), { role: 'user', content: prompt }] }
    : { prompt };
  return {
    ...asked,
    ...(expectedAnswer.trim() && { expected_answer: expectedAnswer }),
    ...(category.trim() && { category }),
    ...(grader && { grader }),
    ...(split && { split }),
    ...(id && { id }),
  };
}

function tokensOf(prompt: SuitePrompt): number {
  return messagesOf(prompt).reduce((sum, { content }) => sum + estimateTokenCount(content), 0);
}
