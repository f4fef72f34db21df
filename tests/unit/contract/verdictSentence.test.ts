import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComparedSide } from '../../../contract/runComparison.ts';
import { verdictParts, verdictSentence } from '../../../contract/verdictSentence.ts';
import {
  type CategoryCounts,
  clearRatio,
  comparedRuns,
  type Situation,
} from '../../support/comparedRuns.ts';

/** So many categories with the same counts. */
const alike = (count: number, counts: CategoryCounts): Situation['pairs'] =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${counts}-${index}`, counts]));

/** Each prompt asked three times; so many of the answers are right. */
const samples = (candidate: number, baseline: number, graded: number): Situation['fields'] => ({
  candidate: side({ graded, correct: candidate, accuracy: (100 * candidate) / graded }),
  baseline: side({ graded, correct: baseline, accuracy: (100 * baseline) / graded }),
});

const scores = (candidate: number, baseline: number, graded: number): Situation['fields'] => ({
  measure: 'score',
  candidate: side({ graded, meanScore: candidate }),
  baseline: side({ graded, meanScore: baseline }),
});

/** Pairs by category: right on both sides, gained, lost, wrong on both. */
const situations: [sentence: string, situation: Situation][] = [
  // Better.
  [
    'Better on your task: 146 of 200 against 108 (+19 points, 95 % between +11 and +27). Worse at JSON: 14 of 30 against 26 (13 broke, 1 mended). No other category is distinguishable; with this suite, differences under 9 points cannot be seen. 1.4 × slower to the first token.',
    {
      pairs: {
        JSON: [13, 1, 13, 3],
        ...alike(6, [5, 4, 1, 0]),
        ...alike(10, [4, 3, 0, 3]),
        Logic: [6, 2, 0, 2],
      },
      fields: { ttftRatio: clearRatio(1.4) },
    },
  ],
  [
    'Better on your task: 146 of 200 against 108 (+19 points, 95 % between +11 and +27). With this suite, differences under 9 points cannot be seen.',
    { pairs: { '': [89, 57, 19, 35] } },
  ],
  [
    'Better on your task: 146 of 200 against 108 (+19 points, 95 % between +11 and +27). Worse at JSON: 14 of 30 against 26 (13 broke, 1 mended). Better at SQL: 132 of 170 against 82 (56 mended, 6 broke). With this suite, differences under 9 points cannot be seen.',
    { pairs: { JSON: [13, 1, 13, 3], SQL: [76, 56, 6, 32] } },
  ],
  [
    'Better on your task: 133 of 180 against 110 (+13 points, 95 % between +4 and +21). Worse at JSON: 14 of 30 against 26 (13 broke, 1 mended). Better at Dates (31 of 40 against 22), Names (32 of 40 against 22) and Units (26 of 30 against 17). The other category is not distinguishable; with this suite, differences under 9.4 points cannot be seen. 1.4 × slower to the first token.',
    {
      pairs: {
        JSON: [13, 1, 13, 3],
        SQL: [20, 10, 3, 7],
        Dates: [20, 11, 2, 7],
        Names: [20, 12, 2, 6],
        Units: [15, 11, 2, 2],
      },
      fields: { ttftRatio: clearRatio(1.4) },
    },
  ],
  [
    'Better on your task: 10 of 10 against 1 (+90 points, 95 % between +41 and +100). With this suite, differences under 60 points cannot be seen.',
    { pairs: { '': [1, 9, 0, 0] } },
  ],
  [
    'Better on your task: 10 of 10 against 0 (+100 points, 95 % between +52 and +100). With this suite, differences under 60 points cannot be seen.',
    { pairs: { '': [0, 10, 0, 0] } },
  ],
  [
    'Better on your task, but by less than your margin of 5 points: 1,560 of 2,000 against 1,520 (+2 points, 95 % between +1.1 and +2.9). With this suite, differences under 0.9 points cannot be seen.',
    { pairs: { '': [1_500, 60, 20, 420] } },
  ],
  [
    'Better on your task, but by less than your margin of 1 point: 4,060 of 10,000 against 4,030 (+0.3 points, 95 % between +0.11 and +0.49). With this suite, differences under 0.1 points cannot be seen.',
    { pairs: { '': [4_000, 60, 30, 5_910] }, margin: 1 },
  ],
  [
    'Better on your task, but by less than your margin of 5 points: 35,300 of 50,000 against 34,900 (+0.8 points, 95 % between +0.4 and +1.2). With this suite, differences under 0.3 points cannot be seen.',
    { pairs: { '': [30_000, 5_300, 4_900, 9_800] } },
  ],
  [
    'Better on your task: 126 of 200 against 113 (+7 points, 95 % between +0.3 and +13). With this suite, differences under 6.5 points cannot be seen.',
    { pairs: { '': [100, 26, 13, 61] } },
  ],
  [
    'Better on your task: 153 of 180 against 132 (+12 points, 95 % between +4 and +19). No single category is distinguishable; with this suite, differences under 7.7 points cannot be seen.',
    { pairs: { A: [40, 12, 4, 4], B: [40, 11, 4, 5], C: [40, 10, 4, 6] } },
  ],
  // Worse.
  [
    'Worse on your task: 108 of 200 against 146 (−19 points, 95 % between −27 and −11). With this suite, differences under 9 points cannot be seen.',
    { pairs: { '': [89, 19, 57, 35] } },
  ],
  [
    'Worse on your task, but by less than your margin of 5 points: 4,120 of 5,000 against 4,200 (−1.6 points, 95 % between −2.3 and −0.9). With this suite, differences under 0.7 points cannot be seen.',
    { pairs: { '': [4_000, 120, 200, 680] } },
  ],
  [
    'Worse on your task, but by less than your margin of 2.5 points: 4,120 of 5,000 against 4,200 (−1.6 points, 95 % between −2.3 and −0.9). With this suite, differences under 0.7 points cannot be seen.',
    { pairs: { '': [4_000, 120, 200, 680] }, margin: 2.5 },
  ],
  [
    'Worse on your task: 82 of 130 against 94 (−9 points, 95 % between −17 and −0.8). Worse at JSON: 14 of 30 against 26 (13 broke, 1 mended). No other category is distinguishable; with this suite, differences under 8.4 points cannot be seen.',
    { pairs: { JSON: [13, 1, 13, 3], SQL: [30, 4, 4, 12], Dates: [30, 4, 4, 12] } },
  ],
  [
    'Worse on your task: 51 of 100 against 75 (−24 points, 95 % between −34 and −13). Worse at SQL (3 of 20 against 15) and JSON (14 of 30 against 26). The other category is not distinguishable; with this suite, differences under 12 points cannot be seen.',
    { pairs: { JSON: [13, 1, 13, 3], SQL: [3, 0, 12, 5], Dates: [30, 4, 4, 12] } },
  ],
  [
    'Worse on your task: 57 of 150 against 121 (−43 points, 95 % between −51 and −33). Worse at Units (2 of 20 against 16), SQL (3 of 20 against 15), Names (5 of 20 against 16) and 2 more. The other category is not distinguishable; with this suite, differences under 11 points cannot be seen.',
    {
      pairs: {
        JSON: [13, 1, 13, 3],
        SQL: [3, 0, 12, 5],
        Dates: [10, 1, 15, 4],
        Names: [5, 0, 11, 4],
        Units: [2, 0, 14, 4],
        Logic: [20, 2, 3, 5],
      },
    },
  ],
  [
    'Worse on your task: 34 of 70 against 54 (−29 points, 95 % between −41 and −14). Worse at JSON: 0 of 20 against 20 (20 broke). The other category is not distinguishable; with this suite, differences under 15 points cannot be seen.',
    { pairs: { JSON: [0, 0, 20, 0], SQL: [30, 4, 4, 12] } },
  ],
  // Equivalent.
  [
    'Equivalent on your task, within your margin of 5 points: 811 of 1,000 against 812 (−0.1 points, 95 % between −1.1 and +0.9). With this suite, differences under 1 point cannot be seen.',
    { pairs: { '': [800, 11, 12, 177] } },
  ],
  [
    'Equivalent on your task, within your margin of 5 points: 80 of 100 against 80 (0 points, 95 % between −3 and +3). With this suite, differences under 6 points cannot be seen.',
    { pairs: { '': [80, 0, 0, 20] } },
  ],
  [
    'Cannot tell: 200 against 200 of 200 (0 points, 95 % between −1.4 and +1.4); about 80 more prompts would decide. With this suite, differences under 3 points cannot be seen.',
    { pairs: { '': [200, 0, 0, 0] }, margin: 1 },
  ],
  [
    'Equivalent on your task, within your margin of 10 points: 82 of 100 against 82 (0 points, 95 % between −5 and +5). With this suite, differences under 6 points cannot be seen.',
    { pairs: { '': [80, 2, 2, 16] }, margin: 10 },
  ],
  [
    'Equivalent on your task, within your margin of 5 points: 811 of 1,000 against 811 (0 points, 95 % between −1 and +1). No single category is distinguishable; with this suite, differences under 1 point cannot be seen.',
    { pairs: { A: [400, 6, 5, 89], B: [400, 5, 6, 89] } },
  ],
  [
    'Equivalent on your task, within your margin of 1 point: 4,020 of 5,000 against 4,010 (+0.2 points, 95 % between −0.02 and +0.42). With this suite, differences under 0.2 points cannot be seen.',
    { pairs: { '': [4_000, 20, 10, 970] }, margin: 1 },
  ],
  [
    'Equivalent on your task, within your margin of 5 points: 834 of 1,000 against 834 (0 points, 95 % between −1.3 and +1.3). Worse at JSON: 14 of 30 against 26 (13 broke, 1 mended). Better at SQL: 820 of 970 against 808 (20 mended, 8 broke). With this suite, differences under 1.3 points cannot be seen.',
    { pairs: { JSON: [13, 1, 13, 3], SQL: [800, 20, 8, 142] } },
  ],
  // No worse.
  [
    'No worse on your task: 150 of 200 against 140 (+5 points, 95 % between −0.5 and +10). A drop of 5 points or more is ruled out, tested at 2.5 %; a gain is not shown. With this suite, differences under 5.5 points cannot be seen.',
    { pairs: { '': [130, 20, 10, 40] } },
  ],
  [
    'No worse on your task: 146 of 200 against 140 (+3 points, 95 % between −4 and +10). A drop of 5 points or more is ruled out, tested at 2.5 %; a gain is not shown. No single category is distinguishable; with this suite, differences under 7 points cannot be seen.',
    { pairs: { A: [60, 13, 10, 17], B: [60, 13, 10, 17] } },
  ],
  [
    'No worse on your task: 11 of 12 against 10 (+8 points, 95 % between −17 and +31). A drop of 20 points or more is ruled out, tested at 2.5 %; a gain is not shown. With this suite, differences under 41 points cannot be seen.',
    { pairs: { '': [10, 1, 0, 1] }, margin: 20 },
  ],
  [
    'No worse on your task: 150 of 200 against 140 (+5 points, 95 % between −0.5 and +10). A drop of 1 point or more is ruled out, tested at 2.5 %; a gain is not shown. With this suite, differences under 5.5 points cannot be seen.',
    { pairs: { '': [130, 20, 10, 40] }, margin: 1 },
  ],
  // Cannot tell: the interval.
  [
    'Cannot tell: 134 against 144 of 200 (−5 points, 95 % between −11 and +1); about 100 more prompts would decide. With this suite, differences under 6.5 points cannot be seen.',
    { pairs: { '': [120, 14, 24, 42] } },
  ],
  [
    'Cannot tell: 130 against 140 of 200 (−5 points, 95 % between −10 and +0.5); about 40 more prompts would decide. With this suite, differences under 5.5 points cannot be seen.',
    { pairs: { '': [120, 10, 20, 50] } },
  ],
  [
    'Cannot tell: 8 against 7 of 12 (+8 points, 95 % between −35 and +49); about 120 more prompts would decide. With this suite, differences under 50 points cannot be seen.',
    { pairs: { '': [4, 4, 3, 1] } },
  ],
  [
    'Cannot tell: 700 against 700 of 1,200 (0 points, 95 % between −4 and +4); about 19,000 more prompts would decide. With this suite, differences under 4 points cannot be seen.',
    { pairs: { '': [400, 300, 300, 200] }, margin: 1 },
  ],
  [
    'Cannot tell: 20 against 21 of 41 (−2 points, 95 % between −32 and +28); about 6,500 more prompts would decide. With this suite, differences under 31 points cannot be seen.',
    { pairs: { '': [0, 20, 21, 0] }, margin: 0.5 },
  ],
  [
    'Cannot tell: 134 against 144 of 200 (−5 points, 95 % between −11 and +1); about 100 more prompts would decide. No single category is distinguishable either; with this suite, differences under 6.5 points cannot be seen.',
    { pairs: { A: [60, 7, 12, 21], B: [60, 7, 12, 21] } },
  ],
  [
    'Cannot tell: 97 against 96 of 140 (+0.7 points, 95 % between −9 and +10); about 260 more prompts would decide. Worse at JSON: 14 of 30 against 26 (13 broke, 1 mended). Better at SQL: 83 of 110 against 70 (23 mended, 10 broke). With this suite, differences under 10 points cannot be seen.',
    { pairs: { JSON: [13, 1, 13, 3], SQL: [60, 23, 10, 17] } },
  ],
  [
    'Cannot tell: 93 against 96 of 140 (−2 points, 95 % between −11 and +7); about 1,400 more prompts would decide. Worse at JSON: 14 of 30 against 26 (13 broke, 1 mended). No other category is distinguishable; with this suite, differences under 9.2 points cannot be seen.',
    { pairs: { JSON: [13, 1, 13, 3], SQL: [40, 13, 6, 11], Dates: [20, 6, 4, 10] } },
  ],
  [
    'Cannot tell: 1 against 9 of 10 (−80 points, 95 % between −100 and −24); a few more prompts would decide. With this suite, differences under 60 points cannot be seen.',
    {
      pairs: { '': [0, 1, 9, 0] },
      fields: { verdict: 'undecided', undecidedBecause: 'interval', promptsToDecide: 1 },
    },
  ],
  [
    'Cannot tell: 6 against 6 of 10 (0 points, 95 % between −46 and +46); about 920 more prompts would decide. With this suite, differences under 50 points cannot be seen.',
    { pairs: { '': [3, 3, 3, 1] } },
  ],
  // Cannot tell: few pairs.
  [
    'Cannot tell: 6 against 7 of 9; about 100 more prompts would decide.',
    { pairs: { '': [5, 1, 2, 1] } },
  ],
  [
    'Cannot tell: 5 against 5 of 6; about 50 more prompts would decide.',
    { pairs: { '': [5, 0, 0, 1] } },
  ],
  ['Cannot tell: 0 against 1 of 1; it takes at least 10 prompts.', { pairs: { '': [0, 0, 1, 0] } }],
  [
    'Cannot tell: 1 against 8 of 9; it takes at least 10 prompts.',
    { pairs: { JSON: [0, 0, 6, 0], SQL: [1, 0, 1, 1] } },
  ],
  [
    'Cannot tell: 2 against 2 of 3; it would take more than 100,000 further prompts to decide.',
    { pairs: { '': [1, 1, 1, 0] }, margin: 0.1 },
  ],
  // Cannot tell: too many missing.
  [
    'Cannot tell: 30 of 230 prompts lack a grade on at least one side, more than 10 %. The rest: 160 against 132 of 200.',
    { pairs: { '': [120, 40, 12, 28] }, missing: 30 },
  ],
  [
    'Cannot tell: 2 of 12 prompts lack a grade on at least one side, more than 10 %. The rest: 10 against 9 of 10.',
    { pairs: { '': [9, 1, 0, 0] }, missing: 2 },
  ],
  [
    'Cannot tell: 40 of 170 prompts lack a grade on at least one side, more than 10 %. The rest: 87 against 96 of 130.',
    { pairs: { JSON: [13, 1, 13, 3], SQL: [60, 13, 10, 17] }, missing: 40 },
  ],
  // Missing pairs that could change the verdict.
  [
    'Better on your task: 150 of 200 against 134 (+8 points, 95 % between +1 and +14). If the 12 missing prompts all went against it, nobody could tell. With this suite, differences under 7 points cannot be seen.',
    { pairs: { '': [120, 30, 14, 36] }, missing: 12 },
  ],
  [
    'Better on your task: 126 of 200 against 113 (+7 points, 95 % between +0.3 and +13). If the missing prompt went against it, it would be no worse. With this suite, differences under 6.5 points cannot be seen.',
    { pairs: { '': [100, 26, 13, 61] }, missing: 1 },
  ],
  [
    'Better on your task: 126 of 200 against 113 (+7 points, 95 % between +0.3 and +13). If both missing prompts went against it, it would be no worse. With this suite, differences under 6.5 points cannot be seen.',
    { pairs: { '': [100, 26, 13, 61] }, missing: 2 },
  ],
  [
    'Worse on your task: 134 of 200 against 150 (−8 points, 95 % between −14 and −1). If the 12 missing prompts all went its way, nobody could tell. With this suite, differences under 7 points cannot be seen.',
    { pairs: { '': [120, 14, 30, 36] }, missing: 12 },
  ],
  [
    'Equivalent on your task, within your margin of 5 points: 811 of 1,000 against 812 (−0.1 points, 95 % between −1.1 and +0.9). If the 40 missing prompts all went against it, it would be worse. With this suite, differences under 1 point cannot be seen.',
    { pairs: { '': [800, 11, 12, 177] }, missing: 40 },
  ],
  [
    'No worse on your task: 150 of 200 against 140 (+5 points, 95 % between −0.5 and +10). A drop of 5 points or more is ruled out, tested at 2.5 %; a gain is not shown. If the 12 missing prompts all went against it, nobody could tell. With this suite, differences under 5.5 points cannot be seen.',
    { pairs: { '': [130, 20, 10, 40] }, missing: 12 },
  ],
  [
    'Cannot tell: 134 against 144 of 200 (−5 points, 95 % between −11 and +1); about 100 more prompts would decide. If the 15 missing prompts all went its way, it would be no worse. With this suite, differences under 6.5 points cannot be seen.',
    { pairs: { '': [120, 14, 24, 42] }, missing: 15 },
  ],
  [
    'Better on your task: 146 of 200 against 108 (+19 points, 95 % between +11 and +27). With this suite, differences under 9 points cannot be seen.',
    { pairs: { '': [89, 57, 19, 35] }, missing: 4 },
  ],
  [
    'Cannot tell: 91 of 100 prompts lack a grade on at least one side, more than 10 %. The rest: 9 against 4 of 9.',
    { pairs: { '': [4, 5, 0, 0] }, missing: 91 },
  ],
  // Graded differently, in part.
  [
    'Better on your task: 15 of 20 against 5 (+50 points, 95 % between +21 and +70). 20 prompts were graded differently on the two sides and are left out. With this suite, differences under 35 points cannot be seen.',
    { pairs: { '': [5, 10, 0, 5] }, fields: { notComparable: 20 } },
  ],
  [
    'Cannot tell: 6 against 7 of 9; about 40 more prompts would decide. 1 prompt was graded differently on the two sides and is left out.',
    { pairs: { '': [6, 0, 1, 2] }, fields: { notComparable: 1 } },
  ],
  [
    'Not finished yet: 46 against 41 of 60 so far.',
    { pairs: { '': [40, 6, 1, 13] }, final: false, fields: { notComparable: 2 } },
  ],
  // A category whose name has two lines.
  [
    'Worse on your task: 34 of 70 against 54 (−29 points, 95 % between −41 and −14). Worse at JSON or XML: 0 of 20 against 20 (20 broke). The other category is not distinguishable; with this suite, differences under 15 points cannot be seen.',
    { pairs: { 'JSON\nor XML': [0, 0, 20, 0], SQL: [30, 4, 4, 12] } },
  ],
  // Not finished.
  [
    'Not finished yet: 46 against 41 of 60 so far.',
    { pairs: { '': [40, 6, 1, 13] }, final: false },
  ],
  [
    'Not finished yet: 46 against 61 of 80 so far.',
    { pairs: { JSON: [0, 0, 20, 0], SQL: [40, 6, 1, 13] }, missing: 4, final: false },
  ],
  ['Not finished yet: nothing is graded on both sides so far.', { final: false }],
  [
    'Not finished yet: 1 prompt graded on both sides so far.',
    { pairs: { '': [1, 0, 0, 0] }, final: false, fields: scores(0.9, 0.8, 1) },
  ],
  // Nothing to compare.
  [
    'Nothing to compare: the two runs have no prompt in common. Run the same suite on both models.',
    {},
  ],
  [
    'Nothing to compare yet: 40 prompts were graded differently on the two sides. Regrade both runs to compare them.',
    { fields: { notComparable: 40 } },
  ],
  [
    'Nothing to compare yet: 1 prompt was graded differently on the two sides. Regrade both runs to compare them.',
    { fields: { notComparable: 1, ungraded: 3 } },
  ],
  [
    'Nothing to compare: 40 prompts have nothing to be graded by. Add expected answers, or vote blind.',
    { fields: { ungraded: 40 }, missing: 2 },
  ],
  [
    'Nothing to compare: 1 prompt has nothing to be graded by. Add expected answers, or vote blind.',
    { fields: { ungraded: 1 } },
  ],
  [
    'Nothing to compare: 40 prompts lack a grade on at least one side. Rerun what failed.',
    { missing: 40 },
  ],
  [
    'Nothing to compare: 40 prompts have nothing to be graded by. Add expected answers, or vote blind. 1.3 × slower to the full answer.',
    { fields: { ungraded: 40, latencyRatio: clearRatio(1.3, 40) } },
  ],
  // Several samples.
  [
    'Better on your task: 73 % right against 54 % over 200 prompts (+19 points, 95 % between +11 and +27). With this suite, differences under 9 points cannot be seen.',
    { pairs: { '': [89, 57, 19, 35] }, fields: samples(438, 324, 600) },
  ],
  [
    'Cannot tell: 67 % right against 72 % over 200 prompts (−5 points, 95 % between −11 and +1); about 100 more prompts would decide. With this suite, differences under 6.5 points cannot be seen.',
    { pairs: { '': [120, 14, 24, 42] }, fields: samples(402, 432, 600) },
  ],
  [
    'Cannot tell: 67 % right against 66 % over 200 prompts (+0.5 points, 95 % between −5 and +6); about 590 more prompts would decide. With this suite, differences under 5.5 points cannot be seen.',
    { pairs: { '': [120, 13, 12, 55] }, margin: 2, fields: samples(399, 396, 600) },
  ],
  [
    'Better on your task: 73 % right against 54 % over 200 prompts (+19 points, 95 % between +11 and +27). Worse at JSON: −40 points over 30 prompts. Better at SQL: +29 points over 170 prompts. With this suite, differences under 9 points cannot be seen.',
    { pairs: { JSON: [13, 1, 13, 3], SQL: [76, 56, 6, 32] }, fields: samples(438, 324, 600) },
  ],
  [
    'Not finished yet: 60 prompts graded on both sides so far.',
    { pairs: { '': [40, 6, 1, 13] }, final: false, fields: samples(138, 123, 180) },
  ],
  // Scores.
  [
    'Better on your task: a mean score of 0.81 against 0.62 over 200 prompts (+19 points, 95 % between +11 and +27). With this suite, differences under 9 points cannot be seen.',
    { pairs: { '': [89, 57, 19, 35] }, fields: scores(0.812, 0.622, 200) },
  ],
  [
    'Equivalent on your task, within your margin of 5 points: a mean score of 0.811 against 0.812 over 1,000 prompts (−0.1 points, 95 % between −1.1 and +0.9). With this suite, differences under 1 point cannot be seen.',
    { pairs: { '': [800, 11, 12, 177] }, fields: scores(0.811, 0.812, 1_000) },
  ],
  [
    'Worse on your task: a mean score of 0.70 against 0.80 over 160 prompts (−15 points, 95 % between −22 and −8). Worse at SQL (−60 points) and JSON (−40 points). The other category is not distinguishable; with this suite, differences under 7.5 points cannot be seen.',
    {
      pairs: { JSON: [13, 1, 13, 3], SQL: [3, 0, 12, 5], Dates: [90, 4, 4, 12] },
      fields: scores(0.7, 0.8, 160),
    },
  ],
  // Ratios.
  [
    'Equivalent on your task, within your margin of 5 points: 80 of 100 against 80 (0 points, 95 % between −3 and +3). With this suite, differences under 6 points cannot be seen. 4 % slower to the first token, but 2 × faster to the full answer.',
    {
      pairs: { '': [80, 0, 0, 20] },
      fields: { ttftRatio: clearRatio(1.04), latencyRatio: clearRatio(0.5) },
    },
  ],
  [
    'Equivalent on your task, within your margin of 5 points: 80 of 100 against 80 (0 points, 95 % between −3 and +3). With this suite, differences under 6 points cannot be seen. 1.3 × slower to the full answer and 1.1 × slower per output token.',
    {
      pairs: { '': [80, 0, 0, 20] },
      fields: {
        latencyRatio: clearRatio(1.25),
        tpotRatio: clearRatio(1.1),
        outputTokensRatio: clearRatio(2),
      },
    },
  ],
  [
    'Equivalent on your task, within your margin of 5 points: 80 of 100 against 80 (0 points, 95 % between −3 and +3). With this suite, differences under 6 points cannot be seen. 4 % faster per output token, with 1.5 × as many output tokens.',
    {
      pairs: { '': [80, 0, 0, 20] },
      fields: { tpotRatio: clearRatio(0.96), outputTokensRatio: clearRatio(1.5) },
    },
  ],
  [
    'Equivalent on your task, within your margin of 5 points: 80 of 100 against 80 (0 points, 95 % between −3 and +3). With this suite, differences under 6 points cannot be seen. It writes 40 % fewer output tokens.',
    { pairs: { '': [80, 0, 0, 20] }, fields: { outputTokensRatio: clearRatio(0.6) } },
  ],
  [
    'Equivalent on your task, within your margin of 5 points: 80 of 100 against 80 (0 points, 95 % between −3 and +3). With this suite, differences under 6 points cannot be seen. It writes 7 % more output tokens.',
    { pairs: { '': [80, 0, 0, 20] }, fields: { outputTokensRatio: clearRatio(1.07) } },
  ],
  [
    'Equivalent on your task, within your margin of 5 points: 80 of 100 against 80 (0 points, 95 % between −3 and +3). With this suite, differences under 6 points cannot be seen. 23 × slower to the full answer.',
    {
      pairs: { '': [80, 0, 0, 20] },
      fields: { latencyRatio: clearRatio(23.4), ttftRatio: clearRatio(1.4, 9) },
    },
  ],
  [
    'Equivalent on your task, within your margin of 5 points: 80 of 100 against 80 (0 points, 95 % between −3 and +3). With this suite, differences under 6 points cannot be seen.',
    {
      pairs: { '': [80, 0, 0, 20] },
      fields: {
        ttftRatio: { value: 1.4, interval: [0.9, 2.1], n: 100 },
        latencyRatio: { value: 1.4, interval: null, n: 1 },
        tpotRatio: clearRatio(1.002),
      },
    },
  ],
];

it.each(situations)('%s', (sentence, situation) => {
  expect(verdictSentence(comparedRuns(situation))).toBe(sentence);
});

function side(figures: Partial<ComparedSide>): ComparedSide {
  const unknown = { correct: null, accuracy: null, meanScore: null };
  return { run: 'run', model: 'model', graded: 0, overruled: 0, ...unknown, ...figures };
}

it('links its figures to their pairs', () => {
  const parts = verdictParts(
    comparedRuns({
      pairs: { JSON: [13, 1, 13, 3], SQL: [90, 4, 4, 32], Dates: [5, 1, 0, 4] },
      missing: 12,
    }),
  );
  expect(parts.filter(({ pairs }) => pairs)).toEqual([
    { text: '114 of 170', pairs: { states: ['gained', 'both_right'] } },
    { text: '125', pairs: { states: ['lost', 'both_right'] } },
    { text: '−6 points', pairs: { states: ['lost', 'gained'] } },
    { text: 'the 12 missing prompts', pairs: { states: ['missing'] } },
    { text: '14 of 30', pairs: { states: ['gained', 'both_right'], category: 'JSON' } },
    { text: '26', pairs: { states: ['lost', 'both_right'], category: 'JSON' } },
    { text: '13 broke', pairs: { states: ['lost'], category: 'JSON' } },
    { text: '1 mended', pairs: { states: ['gained'], category: 'JSON' } },
  ]);
});

const anyPairs: fc.Arbitrary<CategoryCounts> = fc.tuple(
  fc.nat(150),
  fc.nat(60),
  fc.nat(60),
  fc.nat(50),
);
const anySituation: fc.Arbitrary<Situation> = fc.record({
  pairs: fc.record({ A: anyPairs, B: anyPairs, '': anyPairs }),
  missing: fc.nat(30),
  margin: fc.constantFrom(0.5, 1, 2.5, 5, 20),
  final: fc.boolean(),
});

describe('whatever the pairs', () => {
  it('has the words of a verdict only where that is the verdict', () => {
    fc.assert(
      fc.property(anySituation, (situation) => {
        const comparison = comparedRuns(situation);
        const sentence = verdictSentence(comparison);
        const begins = {
          better: /^Better on your task/,
          worse: /^Worse on your task/,
          equivalent: /^Equivalent on your task/,
          no_worse: /^No worse on your task/,
          undecided: /^(Cannot tell|Not finished yet|Nothing to compare)/,
        };
        expect(sentence).toMatch(begins[comparison.verdict]);
        for (const how of ['Better', 'Worse'] as const) {
          const isCalled = comparison.categories.some(
            ({ verdict }) => verdict === how.toLowerCase(),
          );
          if (!isCalled) expect(sentence).not.toContain(`${how} at`);
        }
        expect(sentence).not.toMatch(/NaN|null|undefined|Infinity/);
        expect(sentence).toMatch(/\.$/);
      }),
    );
  });

  it('shows no difference and no interval before both runs have ended', () => {
    fc.assert(
      fc.property(anySituation, (situation) => {
        const sentence = verdictSentence(comparedRuns({ ...situation, final: false }));
        expect(sentence).not.toMatch(/point|%|between/);
      }),
    );
  });

  it('writes bounds on their side of nothing and of the margin', () => {
    fc.assert(
      fc.property(anySituation, (situation) => {
        const comparison = comparedRuns({ ...situation, final: true });
        const shown = /95 % between (\S+) and ([^)\s]+)\)/.exec(verdictSentence(comparison));
        if (!shown || !comparison.interval) return;
        for (const [index, bound] of comparison.interval.entries()) {
          const written = Number((shown[index + 1] as string).replace('−', '-'));
          for (const limit of [0, comparison.margin, -comparison.margin]) {
            expect(Math.sign(written - limit)).toBe(Math.sign(bound - limit));
          }
          expect(Math.abs(written - bound)).toBeLessThanOrEqual(0.5);
        }
      }),
    );
  });
});
