import type { SessionMetrics } from '../../../contract/metrics.ts';
import { completeRunSettings } from '../../../contract/runSettings.ts';
import type { SloReport } from '../../../contract/sloTargets.ts';
import type { ChatMessage } from '../../../server/chat/index.ts';
import type { Connection } from '../../../server/connections/index.ts';
import { csv } from '../../../server/export/formats/csvText.ts';
import {
  type ExportedRun,
  type ExportHead,
  exportedResult,
} from '../../../server/export/formats/exportFormat.ts';
import type { RunResult } from '../../../server/results/index.ts';
import { blankResult } from '../../support/blankResult.ts';

const moment = new Date('2026-03-04T05:06:07.089Z');

export function aResult(change: Partial<RunResult> = {}): RunResult {
  return {
    ...blankResult(),
    id: '11111111-1111-4111-8111-111111111111',
    testRunId: '22222222-2222-4222-8222-222222222222',
    sessionHash: 'hash-of-token',
    seq: 1,
    promptIndex: 0,
    sample: 0,
    attempts: 1,
    queuedMs: 0,
    backoffMs: 0,
    firstByteMs: 40,
    prompt: 'What is the capital of France?',
    category: 'geography',
    expectedAnswer: 'Paris',
    response: 'Paris.',
    latencyMs: 321,
    ttftMs: 45,
    outcome: 'answered',
    success: true,
    correct: true,
    finishReason: 'stop',
    modelId: 'model-1',
    inputTokens: 12,
    outputTokens: 3,
    tpotMs: 138,
    outputTokensPerSecond: 7.246,
    createdAt: moment,
    ...change,
  };
}

export function aRun(change: Partial<ExportedRun> = {}): ExportedRun {
  return {
    id: '22222222-2222-4222-8222-222222222222',
    demoUserId: 'user',
    sessionHash: 'hash-of-token',
    testSuiteId: null,
    suiteEditionId: null,
    gradeChanges: 0,
    promptPositions: null,
    suiteName: 'QA - Easy',
    name: null,
    modelName: 'My model',
    modelId: 'model-1',
    connectionId: '33333333-3333-4333-8333-333333333333',
    endpointUrl: 'https://host.example/v1/chat/completions',
    role: 'candidate',
    comparisonId: null,
    comparison: null,
    side: null,
    status: 'completed',
    totalPrompts: 10,
    completedPrompts: 9,
    failedPrompts: 1,
    config: completeRunSettings({
      concurrency: 1,
      delayMs: 0,
      maxTokens: 10,
      temperature: 0,
      timeoutMs: 1_000,
    }),
    leaseNumber: 1,
    pace: null,
    clockDelayP99Ms: null,
    sloTargets: null,
    slo: null,
    metrics: someMetrics(),
    parameters: { max_tokens: 10, temperature: 0, top_k: 40, stream: true },
    idempotencyKey: null,
    error: null,
    startedAt: moment,
    completedAt: moment,
    ...change,
  };
}

/** What came of a run's targets. */
export function aSloReport(change: Partial<SloReport> = {}): SloReport {
  return {
    targets: { ttftMs: 500, tpotMs: 50, latencyMs: null },
    calls: 100,
    met: 92,
    unjudged: 4,
    sloAttainment: 92,
    sloAttainmentLow: 85.002,
    sloAttainmentHigh: 95.891,
    durationMs: 29_677.4,
    goodput: 3.1,
    ...change,
  };
}

export function someMetrics(change: Partial<SessionMetrics> = {}): SessionMetrics {
  return {
    totalPrompts: 10,
    completedPrompts: 9,
    failedPrompts: 1,
    avgLatencyMs: 321.4,
    p50LatencyMs: 300,
    p95LatencyMs: 512.75,
    p99LatencyMs: 600,
    minLatencyMs: 100,
    maxLatencyMs: 601,
    avgTtftMs: 45.6,
    p50TtftMs: 44,
    p95TtftMs: 90,
    p99TtftMs: 97.5,
    p50TpotMs: 12.25,
    p95TpotMs: 30,
    p99TpotMs: 41.125,
    avgOutputTokensPerSecond: 80.4,
    p50OutputTokensPerSecond: 81.6,
    p50FirstThoughtMs: null,
    totalLatencyMs: 2_892,
    totalWaitedMs: 300,
    retries: 1,
    totalInputTokens: 120,
    totalOutputTokens: 30,
    totalReasoningTokens: null,
    avgResponseLength: 6,
    successRate: 90,
    successRateLow: 59.6,
    successRateHigh: 98.2,
    gradedPrompts: 8,
    correctPrompts: 7,
    leftOutPrompts: 1,
    accuracy: 87.5,
    accuracyLow: 52.9,
    accuracyHigh: 97.8,
    ...change,
  };
}

/** Metrics of a session without any result. */
export function noMetrics(): SessionMetrics {
  const unknown = Object.fromEntries(Object.keys(someMetrics()).map((name) => [name, null]));
  const none = { totalPrompts: 0, completedPrompts: 0, failedPrompts: 0 };
  return { ...unknown, ...none, gradedPrompts: 0, correctPrompts: 0 } as unknown as SessionMetrics;
}

export function aHead(change: Partial<ExportHead> = {}): ExportHead {
  const connection = {
    modelId: 'model-1',
    endpointUrl: 'https://host.example/v1/chat/completions',
    apiKeyEncrypted: 'ciphertext',
    extraBody: { top_k: 40 },
    headersEncrypted: [{ name: 'api-key', valueEncrypted: 'ciphertext' }],
    ipAddress: 'bucket',
    adaptations: {
      temperature: { change: 'temperature omitted: the server refused 0.7', said: 'No.' },
    },
    connectionReport: null,
  } as unknown as Connection;
  return {
    model: { name: 'My model', id: 'model-1' },
    connection,
    runs: [aRun()],
    adapterChecks: [],
    blindVotes: [],
    metrics: someMetrics(),
    exportedAt: moment,
    ...change,
  };
}

export function aMessage(change: Partial<ChatMessage> = {}): ChatMessage {
  return {
    id: '33333333-3333-4333-8333-333333333333',
    sessionHash: 'hash-of-token',
    seq: 1,
    conversation: 1,
    role: 'assistant',
    comparedRunIds: null,
    status: 'complete',
    content: 'Well.',
    reasoning: null,
    error: null,
    errorKind: null,
    errorReason: null,
    upstreamRequestId: null,
    discussedResultId: null,
    idempotencyKey: 'bucket',
    runIds: [],
    evidence: null,
    checks: [],
    proposedFilter: null,
    inputTokens: null,
    outputTokens: null,
    reasoningTokens: null,
    latencyMs: null,
    ttftMs: null,
    firstThoughtMs: null,
    outputTokensPerSecond: null,
    createdAt: moment,
    stopRequested: false,
    touchedAt: moment,
    completedAt: moment,
    replacedAt: null,
    ...change,
  };
}

/** RFC 4180 read strictly: throws where a reader would have to guess. */
export function parseCsv(text: string): string[][] {
  const field = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    field.lastIndex = at;
    const [all, quoted, bare] = field.exec(text) as RegExpExecArray;
    row.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    at += all.length;
    const end = /,|\r?\n/y;
    end.lastIndex = at;
    const separator = end.exec(text)?.[0];
    if (separator === undefined) throw new Error(`A field ends oddly at character ${at}.`);
    at += separator.length;
    if (separator === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Results as the database writes them into a list; the first one has no comma. */
export function jsonRows(results: RunResult[]): string {
  return results
    .map((result, index) => `${index === 0 ? '' : ','}${JSON.stringify(exportedResult(result))}\n`)
    .join('');
}

/** A result as a line of CSV. */
export function csvRow(result: RunResult): string {
  return csv([Object.values(exportedResult(result))]);
}
