import { describe, expect, it } from 'vitest';
import type { RunComparison } from '../../../../../contract/runComparison.ts';
import {
  markdownReport,
  type Report,
  type ReportedRun,
} from '../../../../../server/export/formats/markdownReport.ts';
import { aRun, someMetrics } from '../../../tables/exportData.ts';

const accuracyOf = (correct: number, graded: number, low: number, high: number) => ({
  graded,
  correct,
  leftOut: 0,
  prompts: graded,
  accuracy: (100 * correct) / graded,
  accuracyLow: low,
  accuracyHigh: high,
});

function aReportedRun(change: Partial<ReportedRun> = {}): ReportedRun {
  return {
    ...aRun(),
    metrics: someMetrics({ completedPrompts: 40, p50LatencyMs: 321.4, p95LatencyMs: 512.75 }),
    accuracy: {
      ...accuracyOf(320, 400, 75.8, 83.6),
      leftOut: 3,
      overruled: 0,
      samples: 1,
      passHatK: null,
      passAtK: null,
      categories: [
        { name: 'history', ...accuracyOf(9, 10, 59.6, 98.2) },
        { name: 'dates | times', ...accuracyOf(1, 4, 4.6, 69.9) },
      ],
      splits: [],
    },
    outcomes: [
      {
        outcome: 'answered',
        count: 30,
        probablyTruncated: 0,
        keyRefused: 0,
        reasons: [],
        remedy: null,
      },
      {
        outcome: 'failed',
        count: 3,
        probablyTruncated: 0,
        keyRefused: 2,
        reasons: [{ reason: 'key_refused', count: 2, unbrokenFrom: null }],
        remedy: null,
      },
    ],
    ...change,
  };
}

const exportedAt = new Date('2026-03-04T05:06:07.089Z');
const reportOf = (change: Partial<Report> = {}) =>
  markdownReport({ runs: [aReportedRun()], verdicts: [], exportedAt, ...change });

describe('a report in Markdown', () => {
  it('says what was run, what came of it, and why something failed', () => {
    const report = reportOf();
    expect(report).toMatch(/^# QA - Easy · My model\n\n- Model: My model, `model-1`\n/);
    expect(report).toContain('- Suite: QA - Easy, 10 prompts\n- Settings: ');
    expect(report).toContain('- Run: Finished with errors, 2026-03-04 05:06 UTC, took ');
    expect(report).toContain(
      '**80 % correct** (320 of 400; 95 % interval 75.8 % to 83.6 %). 3 left out, as there was no answer to grade. 9 of 10 answered.',
    );
    // The worst first.
    expect(report).toContain(
      '| dates \\| times | 1 of 4 | 25 % | 4.6 % to 69.9 % |\n| history | 9 of 10 | 90 % | 59.6 % to 98.2 % |',
    );
    expect(report).toContain(
      'Not answered:\n- 2 × Other error: The endpoint refused the key.\n- 1 × Other error: The call failed for another reason',
    );
    expect(report.endsWith('Exported 2026-03-04 05:06 UTC.\n')).toBe(true);
  });

  it('leaves out percentiles that so few answers cannot carry', () => {
    expect(reportOf()).toContain('| Latency | 321 ms | 513 ms | – |');
    const metrics = someMetrics({ completedPrompts: 1 });
    expect(reportOf({ runs: [aReportedRun({ metrics })] })).not.toContain('| Latency');
  });

  it('puts the verdict of a comparison first, with its doubts', () => {
    const verdict = {
      candidate: { model: 'Tuned' },
      baseline: { model: 'Base_1' },
      sentence: 'Tuned is better.',
      doubts: [{ kind: 'prompts', text: 'Ten prompts are few.' }],
    } as unknown as RunComparison;
    const runs = [aReportedRun(), aReportedRun({ modelName: 'Base_1' })];
    const report = reportOf({ runs, verdicts: [verdict] });
    expect(report).toMatch(
      /^# 2 runs\n\n\*\*Tuned against Base\\_1:\*\* Tuned is better\.\n- Ten prompts are few\.\n\n## QA/,
    );
    expect(report.match(/^## /gm)).toHaveLength(2);
  });

  it.each([
    '**bold**',
    '<img src=x>',
    '[a](b)',
    'a\n# b',
    '| x |',
    '`code`',
    '`a](b)\n# c',
    'a\\|b',
  ])('takes a name for nothing but text: %j', (name) => {
    const report = reportOf({ runs: [aReportedRun({ suiteName: name, modelName: name })] });
    const [title = ''] = report.split('\n');
    const model = /^- Model: (.*), `model-1`$/m.exec(report)?.[1] ?? 'no such line: `';
    for (const line of [title, model]) {
      expect(line.replace(/\\[\\`*_[\]<>|~&$]/g, '')).not.toMatch(/[\\`*_[\]<>|~&$]/);
    }
    expect(report.match(/^# /gm)).toHaveLength(1);
  });

  it('says of a run that was not graded that it was not', () => {
    const { accuracy } = aReportedRun();
    const ungraded = { ...accuracy, graded: 0, correct: 0, accuracy: null, categories: [] };
    const report = reportOf({ runs: [aReportedRun({ accuracy: ungraded })] });
    expect(report).toContain('Not graded. 9 of 10 answered.');
    expect(report).not.toContain('| Category');
  });
});
