import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRunSettings } from '../../../../../contract/runSettings.ts';
import type { ChatMessage } from '../../../../../server/chat/index.ts';
import { exportedColumns } from '../../../../../server/export/formats/exportFormat.ts';
import { jsonFormat } from '../../../../../server/export/formats/jsonFormat.ts';
import type { RunResult } from '../../../../../server/results/index.ts';
import {
  aHead,
  aMessage,
  aResult,
  aRun,
  aSloReport,
  jsonRows,
  noMetrics,
  someMetrics,
} from '../../../tables/exportData.ts';

function documentOf(results: RunResult[], head = aHead(), messages: ChatMessage[] = []): string {
  const { chat } = jsonFormat;
  const said = messages.map((message, index) => chat?.row(message, index));
  return [
    jsonFormat.header(head),
    jsonRows(results),
    chat?.header(),
    ...said,
    jsonFormat.footer(),
  ].join('');
}

describe('a JSON export', () => {
  it.each([0, 1, 2, 250])('is one document with %d results', (count) => {
    const results = Array.from({ length: count }, (_, promptIndex) => aResult({ promptIndex }));
    const document = JSON.parse(documentOf(results));
    expect(document.results).toHaveLength(count);
    expect(document.results.map((result: { prompt_id: number }) => result.prompt_id)).toEqual(
      results.map((_, index) => index + 1),
    );
  });

  it('has the names of the API, figures as numbers and null for what is unknown', () => {
    const document = JSON.parse(documentOf([aResult({ ttftMs: null })]));
    expect(document).toMatchObject({
      model: 'My model',
      model_id: 'model-1',
      endpoint_url: 'https://host.example/v1/chat/completions',
      header_names: ['api-key'],
      export_date: '2026-03-04T05:06:07.089Z',
      adaptations: ['temperature omitted: the server refused 0.7'],
      summary: {
        total_prompts: 10,
        success_rate: 90,
        p95_latency_ms: 512.75,
        p50_tpot_ms: 12.25,
        correct: 7,
      },
      runs: [{ suite: 'QA - Easy', status: 'completed', completed_at: '2026-03-04T05:06:07.089Z' }],
      results: [{ latency_ms: 321, ttft_ms: null, tpot_ms: 138, success: true, correct: true }],
    });
    expect(Object.keys(document.results[0])).toEqual([...exportedColumns]);
  });

  it('spells settings as the API takes them, and what somebody named themself as it was', () => {
    const config = { ...defaultRunSettings, maxTokens: 7, extraBody: { topK: { minP: 1 } } };
    const [run] = JSON.parse(documentOf([], aHead({ runs: [aRun({ config })] }))).runs;
    expect(run.config).toMatchObject({ max_tokens: 7, extra_body: { topK: { minP: 1 } } });
    const { extra_body: _, ...settings } = run.config;
    expect(JSON.stringify(settings)).not.toMatch(/"[a-z_]*[A-Z]\w*":/);
  });

  it('has no name in camelCase but those of others', () => {
    const proposedFilter = {
      runId: 'run-1',
      filter: 'all',
      sort: 'latencyMs',
      direction: 'asc',
      label: 'All',
    } as const;
    const runs = [aRun({ slo: aSloReport() })];
    const document = documentOf([aResult()], aHead({ runs }), [aMessage({ proposedFilter })]);
    expect(document.match(/"[a-z_]*[A-Z]\w*":/g)).toBeNull();
  });

  it('of a session without results, or with a run still going, is a document as well', () => {
    const empty = JSON.parse(documentOf([], aHead({ runs: [], metrics: noMetrics() })));
    expect(empty).toMatchObject({ runs: [], results: [], summary: { success_rate: null } });
    const going = JSON.parse(documentOf([], aHead({ runs: [aRun({ completedAt: null })] })));
    expect(going.runs[0]).toMatchObject({ completed_at: null, clock_delay_p99_ms: null });
  });

  it('says of a run with targets what came of them, and null of others', () => {
    const head = aHead({ runs: [aRun({ slo: aSloReport() }), aRun()] });
    expect(JSON.parse(documentOf([], head)).runs).toMatchObject([
      {
        slo: {
          targets: { ttft_ms: 500, tpot_ms: 50, latency_ms: null },
          calls: 100,
          met: 92,
          unjudged: 4,
          slo_attainment: 92,
          goodput: 3.1,
        },
      },
      { slo: null },
    ]);
  });

  it('never puts figures of several models together', () => {
    const runs = [
      aRun({ metrics: someMetrics({ correctPrompts: 8 }) }),
      aRun({ modelName: 'Base', modelId: 'base', metrics: someMetrics({ correctPrompts: 3 }) }),
    ];
    const head = aHead({ runs, model: null, metrics: null });
    expect(JSON.parse(documentOf([], head))).toMatchObject({
      model: null,
      model_id: null,
      summary: null,
      runs: [
        { model: 'My model', model_id: 'model-1', summary: { correct: 8 } },
        { model: 'Base', model_id: 'base', summary: { correct: 3 } },
      ],
    });
  });

  it('says of each run how exact its times are', () => {
    const head = aHead({ runs: [aRun({ clockDelayP99Ms: 1.07 })] });
    expect(JSON.parse(documentOf([], head)).runs[0].clock_delay_p99_ms).toBe(1.07);
  });

  it('has what was said about the results, with its evidence and checks', () => {
    const check = { quote: '9 of 10', start: 2, end: 9, figure: 'answered prompts' };
    const messages = [
      aMessage({ role: 'user', content: 'How was it?' }),
      aMessage({
        content: 'I answered 9 of 10.',
        evidence: { given: 1, total: 10, results: [{ resultId: 'r', runId: 'u', label: '#1' }] },
        checks: [{ ...check, unit: 'count', claimed: 9, actual: 9, verdict: 'right' }],
      }),
    ];
    expect(JSON.parse(documentOf([aResult()], aHead(), messages)).chat).toMatchObject([
      { role: 'user', content: 'How was it?', checks: [], evidence: null },
      {
        role: 'assistant',
        evidence: { given: 1, total: 10, results: [{ result_id: 'r', label: '#1' }] },
        checks: [{ quote: '9 of 10', verdict: 'right' }],
      },
    ]);
  });

  it('holds neither the ciphertext nor the client', () => {
    const document = documentOf([aResult()], aHead(), [aMessage()]);
    for (const secret of ['ciphertext', 'bucket', 'hash-of-token']) {
      expect(document).not.toContain(secret);
    }
  });

  it('has one result a line', () => {
    const lines = documentOf([aResult({ prompt: 'a\nb' }), aResult()]).split('\n');
    expect(lines.filter((line) => line.includes('"prompt_id"'))).toHaveLength(2);
  });
});

describe('texts in a JSON export', () => {
  it.each(['', '"', '\\', '\0', '\u2028', '</script>', '🙂', '\ud83d', 'a\udc00b', '=1+1'])(
    'come back exactly: %j',
    (text) => {
      const head = aHead({
        model: { name: text, id: 'm' },
        runs: [aRun({ suiteName: text })],
      });
      const document = JSON.parse(documentOf([aResult({ prompt: text, response: text })], head));
      expect(document.model).toBe(text);
      expect(document.runs[0].suite).toBe(text);
      expect(document.results[0]).toMatchObject({ prompt: text, response: text });
    },
  );

  it('come back exactly whatever they are, and as UTF-8', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), (texts) => {
        const bytes = Buffer.from(documentOf(texts.map((response) => aResult({ response }))));
        const { results } = JSON.parse(bytes.toString('utf8'));
        expect(results.map((result: { response: string }) => result.response)).toEqual(texts);
      }),
    );
  });

  it('with half characters are written as escapes, so that the bytes are valid UTF-8', () => {
    expect(documentOf([aResult({ response: '\ud83d' })]).isWellFormed()).toBe(true);
  });
});
