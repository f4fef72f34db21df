import snakecaseKeys from 'snakecase-keys';
import type { ComparisonFormat } from './comparisonFormat.ts';
import { exportedVote } from './exportedVote.ts';
import { exportedResult } from './exportFormat.ts';

/** JSON with every text exactly as it was stored; one prompt a line, so that it streams. */
export const comparisonJson: ComparisonFormat = {
  contentType: 'application/json; charset=utf-8',
  header({ runs, comparison, exportedAt }) {
    const head = {
      export_date: exportedAt.toISOString(),
      ...nameOf('candidate', runs.candidate),
      candidate_suite: runs.candidate.suiteName,
      ...nameOf('baseline', runs.baseline),
      baseline_suite: runs.baseline.suiteName,
      ...inSnakeCase(comparison),
    };
    return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "pairs": [`;
  },
  row({ promptKey, promptIndex, expectedAnswer, candidate, baseline, ...shared }, index) {
    const { sample, category, prompt, state } = shared;
    const row = {
      prompt_key: promptKey,
      prompt_id: promptIndex + 1,
      sample: sample + 1,
      category,
      state,
      prompt,
      expected_answer: expectedAnswer,
      candidate: candidate && exportedResult(candidate),
      baseline: baseline && exportedResult(baseline),
    };
    return `${index === 0 ? '' : ','}\n    ${JSON.stringify(row)}`;
  },
  footer(votes) {
    return `\n  ],\n  "blind_votes": ${JSON.stringify(votes.map(exportedVote), null, 2).replaceAll('\n', '\n  ')}\n}\n`;
  },
};

/** Only where somebody named the run. */
function nameOf(side: 'candidate' | 'baseline', { name }: { name: string | null }) {
  return name === null ? {} : { [`${side}_run`]: name };
}

function inSnakeCase(value: object): Record<string, unknown> {
  return snakecaseKeys(value as Record<string, unknown>, { deep: true });
}
