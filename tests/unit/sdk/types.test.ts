/**
 * What the typed client promises. These are promises of types: `npm run check:types` fails where one is
 * broken, and nothing is left to do when the tests run.
 */
import { describe, expectTypeOf, it } from 'vitest';
import type { CitableResult, MetricCheck } from '../../../contract/annotations.ts';
import type { StartedRun } from '../../../contract/comparisons.ts';
import type { ConnectionReport } from '../../../contract/connectionReport.ts';
import type { ConnectionTestAnswer, PendingTest } from '../../../contract/connectionTest.ts';
import type { ErrorReason } from '../../../contract/errorReasons.ts';
import type { Outcome } from '../../../contract/outcomes.ts';
import type { ProblemKind } from '../../../contract/problemKinds.ts';
import type { RunActivity } from '../../../contract/runActivity.ts';
import type { RunStatus } from '../../../contract/runs.ts';
import type { SuitePrompt } from '../../../contract/suites.ts';
import type {
  Answer,
  AnswerProgress,
  ByomClient,
  ByomError,
  ByomErrorCode,
  ByomSession,
  CallRecipes,
  CategoryCount,
  ChatExchangeOutput,
  ChatMessageOutput,
  ConnectionOutput,
  connect,
  Deletion,
  joinSession,
  LatencyBucket,
  ModelNames,
  NewSessionOutput,
  OutcomeCount,
  Problem,
  ProgressOutput,
  ProviderPreset,
  problemOf,
  RateLimitedError,
  ResultOutput,
  ResultPageOutput,
  Run,
  RunComparisonOutput,
  RunEstimate,
  RunOutput,
  RunPageOutput,
  RunUpdate,
  SessionMetrics,
  SessionOutput,
  StartedOutput,
  SuggestedQuestion,
  SuiteOutput,
  SuiteWithPromptsOutput,
  UploadedSuite,
} from '../../../sdk/index.ts';

type Resolved<Call extends (...input: never[]) => Promise<unknown>> = Awaited<ReturnType<Call>>;
type InputOf<Call extends (input: never, ...more: never[]) => unknown> = Parameters<Call>[0];
/** An event with the id after which a client that lost its connection goes on. */
type Tracked<Data> = { id: string; data: Data };

type Session = ByomClient['session'];
type Suite = ByomClient['suite'];
type Batch = ByomClient['batch'];
type Chat = ByomClient['chat'];

describe('a session', () => {
  it('is opened with an endpoint, a key and a model, and answers with its id', () => {
    type Input = InputOf<Session['create']['mutate']>;
    expectTypeOf<{ endpointUrl: string; apiKey: string; modelId: string }>().toExtend<Input>();
    expectTypeOf<Resolved<Session['create']['mutate']>>().toEqualTypeOf<NewSessionOutput>();
    expectTypeOf<NewSessionOutput['sessionId']>().toEqualTypeOf<string>();
  });

  it('is told with dates as dates, and without its key, its hash and the address it came from', () => {
    expectTypeOf<Resolved<Session['current']['query']>>().toEqualTypeOf<SessionOutput>();
    expectTypeOf<SessionOutput['expiresAt']>().toEqualTypeOf<Date>();
    expectTypeOf<SessionOutput['connectionReport']>().toEqualTypeOf<ConnectionReport | null>();
    for (const secret of ['apiKeyEncrypted', 'sessionHash', 'sessionId', 'ipAddress'] as const) {
      expectTypeOf<SessionOutput>().not.toHaveProperty(secret);
    }
  });

  it('starts from a preset or from the models an endpoint lists, and ends with counts of what was deleted', () => {
    type Presets = Resolved<Session['presets']['query']>;
    expectTypeOf<Presets['presets']>().toEqualTypeOf<ProviderPreset[]>();
    expectTypeOf<Presets['simulated']>().toEqualTypeOf<ProviderPreset | null>();
    expectTypeOf<Resolved<Session['listModels']['mutate']>>().toEqualTypeOf<ModelNames>();
    type Deleted = Resolved<Session['delete']['mutate']>['deleted'];
    expectTypeOf<Deleted>().toEqualTypeOf<Deletion>();
  });

  it('is tested with a report, or told that the model is being loaded', () => {
    type Answer = Resolved<Session['testConnection']['mutate']>;
    expectTypeOf<Answer>().toEqualTypeOf<ConnectionTestAnswer>();
    expectTypeOf<Extract<Answer, { pending: false }>>().toExtend<ConnectionReport>();
    expectTypeOf<SessionOutput['pendingTest']>().toEqualTypeOf<PendingTest | null>();
  });
});

it('suites are listed without and read with their prompts', () => {
  expectTypeOf<Resolved<Suite['list']['query']>>().toEqualTypeOf<SuiteOutput[]>();
  expectTypeOf<Resolved<Suite['get']['query']>>().toEqualTypeOf<SuiteWithPromptsOutput>();
  expectTypeOf<SuiteWithPromptsOutput['prompts']>().toEqualTypeOf<SuitePrompt[]>();
  expectTypeOf<SuiteOutput>().not.toHaveProperty('prompts');
});

describe('a run', () => {
  it('is started from prompts or from a suite, with no setting that has to be given', () => {
    type Input = InputOf<Batch['start']['mutate']>;
    expectTypeOf<{ prompts: SuitePrompt[] }>().toExtend<Input>();
    expectTypeOf<{ testSuiteId: string; config: { concurrency: number } }>().toExtend<Input>();
    expectTypeOf<Resolved<Batch['start']['mutate']>>().toEqualTypeOf<StartedOutput>();
    expectTypeOf<StartedOutput>().toExtend<RunOutput>();
    expectTypeOf<StartedOutput['runs']>().toEqualTypeOf<StartedRun[]>();
  });

  it('has a status, a progress and an activity', () => {
    expectTypeOf<RunOutput['status']>().toEqualTypeOf<RunStatus>();
    expectTypeOf<RunOutput['progress']>().toEqualTypeOf<number>();
    expectTypeOf<RunOutput['pace']>().toEqualTypeOf<RunActivity | null>();
    expectTypeOf<RunOutput>().not.toHaveProperty('sessionHash');
    expectTypeOf<RunOutput>().not.toHaveProperty('leaseNumber');
  });

  it('is read in pages of results', () => {
    expectTypeOf<Resolved<Batch['get']['query']>>().toEqualTypeOf<RunPageOutput>();
    expectTypeOf<Resolved<Batch['results']['query']>>().toEqualTypeOf<ResultPageOutput>();
    expectTypeOf<Resolved<Batch['search']['query']>>().toEqualTypeOf<ResultOutput[]>();
    expectTypeOf<ResultOutput['outcome']>().toEqualTypeOf<Outcome>();
    expectTypeOf<ResultOutput['errorReason']>().toEqualTypeOf<ErrorReason | null>();
    expectTypeOf<ResultOutput['latencyMs']>().toEqualTypeOf<number | null>();
    expectTypeOf<ResultOutput>().not.toHaveProperty('sessionHash');
    expectTypeOf<ResultOutput>().not.toHaveProperty('search');
  });

  it('is estimated before and told in metrics afterwards', () => {
    expectTypeOf<Resolved<Batch['estimate']['query']>>().toEqualTypeOf<RunEstimate>();
    expectTypeOf<Resolved<Batch['metrics']['query']>>().toEqualTypeOf<SessionMetrics>();
    expectTypeOf<Resolved<Batch['outcomes']['query']>>().toEqualTypeOf<OutcomeCount[]>();
    expectTypeOf<Resolved<Batch['categories']['query']>>().toEqualTypeOf<CategoryCount[]>();
    type Buckets = Resolved<Batch['latencyDistribution']['query']>;
    expectTypeOf<Buckets>().toEqualTypeOf<LatencyBucket[]>();
    expectTypeOf<SessionMetrics['p95LatencyMs']>().toEqualTypeOf<number | null>();
  });

  it('may change the settings that a remedy names', () => {
    type Remedy = NonNullable<OutcomeCount['remedy']>;
    type RerunInput = InputOf<Batch['rerun']['mutate']>;
    expectTypeOf<Remedy['config']>().toExtend<NonNullable<RerunInput['config']>>();
  });

  it('is followed by events that have an id to resume from', () => {
    // Never called: it is how a program writes it that counts.
    const _follow = (batch: Batch, testRunId: string) =>
      batch.onProgress.subscribe(
        { testRunId, lastEventId: 7 },
        { onData: (event) => expectTypeOf(event).toEqualTypeOf<Tracked<ProgressOutput>>() },
      );
    expectTypeOf<ProgressOutput>().toEqualTypeOf<{
      run: RunOutput;
      results: ResultOutput[];
      lastSeq: number;
    }>();
  });
});

describe('an answer', () => {
  it('is asked for with a question, and told with what was checked of it', () => {
    expectTypeOf<{ content: string }>().toExtend<InputOf<Chat['send']['mutate']>>();
    expectTypeOf<Resolved<Chat['send']['mutate']>>().toEqualTypeOf<ChatExchangeOutput>();
    expectTypeOf<Resolved<Chat['list']['query']>>().toEqualTypeOf<ChatMessageOutput[]>();
    expectTypeOf<ChatMessageOutput['checks']>().toEqualTypeOf<MetricCheck[]>();
    expectTypeOf<NonNullable<ChatMessageOutput['evidence']>['results']>().toEqualTypeOf<
      CitableResult[]
    >();
    expectTypeOf<ChatMessageOutput>().not.toHaveProperty('sessionHash');
  });

  it('is followed by what was added, and then by the message as it is stored', () => {
    const _follow = (chat: Chat, messageId: string) =>
      chat.onToken.subscribe(
        { messageId },
        { onData: (event) => expectTypeOf(event).toEqualTypeOf<Tracked<AnswerProgress>>() },
      );
    expectTypeOf<AnswerProgress['ended']>().toEqualTypeOf<ChatMessageOutput | null>();
  });

  it('to a conversation of the caller comes in pieces, without ids', () => {
    const _ask = (chat: Chat) =>
      chat.reply.subscribe(
        { messages: [{ role: 'user', content: 'Hello?' }] },
        {
          onData: ({ type }) =>
            expectTypeOf(type).toEqualTypeOf<
              'content' | 'content_was_reasoning' | 'token_usage' | 'error'
            >(),
        },
      );
  });
});

it('calls are told as recipes, and results as questions worth asking', () => {
  expectTypeOf<Resolved<Session['reproduce']['query']>>().toEqualTypeOf<CallRecipes>();
  expectTypeOf<Resolved<Batch['reproduce']['query']>>().toEqualTypeOf<CallRecipes>();
  expectTypeOf<Resolved<Chat['reproduce']['query']>>().toEqualTypeOf<CallRecipes>();
  expectTypeOf<Resolved<Chat['suggestions']['query']>>().toEqualTypeOf<SuggestedQuestion[]>();
});

it('what a call was refused for is a problem of a kind from a closed list', () => {
  expectTypeOf<typeof problemOf>().toEqualTypeOf<(error: unknown) => Problem | null>();
  expectTypeOf<Problem['kind']>().toEqualTypeOf<ProblemKind>();
  expectTypeOf<'rate_limited'>().toExtend<ProblemKind>();
  expectTypeOf<string>().not.toExtend<ProblemKind>();
});

describe('the verbs', () => {
  type Verb<Name extends keyof ByomSession> = ByomSession[Name] extends (
    ...given: infer Given
  ) => infer Answered
    ? { given: Given; answered: Awaited<Answered> }
    : never;

  it('begin with a server and a model, or with a session that there is', () => {
    type Model = Parameters<typeof connect>[1];
    expectTypeOf<{ endpointUrl: string; modelId: string }>().toExtend<Model>();
    expectTypeOf<Awaited<ReturnType<typeof connect>>>().toEqualTypeOf<ByomSession>();
    expectTypeOf<ReturnType<typeof joinSession>>().toEqualTypeOf<ByomSession>();
    expectTypeOf<ByomSession['api']>().toEqualTypeOf<ByomClient>();
    expectTypeOf<ByomSession>().toExtend<AsyncDisposable>();
  });

  it('answer with what the procedures behind them do', () => {
    expectTypeOf<Verb<'testConnection'>['answered']>().toEqualTypeOf<ConnectionReport>();
    expectTypeOf<Verb<'addModel'>['answered']>().toEqualTypeOf<ConnectionOutput>();
    expectTypeOf<Verb<'suites'>['answered']>().toEqualTypeOf<SuiteOutput[]>();
    expectTypeOf<Verb<'uploadSuite'>['answered']>().toEqualTypeOf<UploadedSuite>();
    expectTypeOf<Verb<'compare'>['answered']>().toEqualTypeOf<RunComparisonOutput>();
    expectTypeOf<Verb<'metrics'>['answered']>().toEqualTypeOf<SessionMetrics>();
    expectTypeOf<Verb<'delete'>['answered']>().toEqualTypeOf<Deletion>();
    expectTypeOf<Verb<'export'>['answered']>().toEqualTypeOf<ReadableStream<Uint8Array>>();
  });

  it('are iterated where something goes on', () => {
    expectTypeOf<Verb<'run'>['answered']>().toEqualTypeOf<Run>();
    expectTypeOf<Run>().toExtend<AsyncIterable<RunUpdate>>();
    expectTypeOf<RunUpdate>().toEqualTypeOf<{ run: RunOutput; results: ResultOutput[] }>();
    expectTypeOf<Awaited<ReturnType<Run['finished']>>>().toEqualTypeOf<RunOutput[]>();
    expectTypeOf<Verb<'ask'>['answered']>().toEqualTypeOf<Answer>();
    expectTypeOf<Answer>().toExtend<AsyncIterable<string>>();
    expectTypeOf<ReturnType<ByomSession['results']>>().toExtend<AsyncIterable<ResultOutput>>();
  });

  it('take a signal each', () => {
    type Signal = { signal: AbortSignal };
    expectTypeOf<Signal>().toExtend<NonNullable<Verb<'testConnection'>['given'][0]>>();
    expectTypeOf<Signal>().toExtend<NonNullable<Verb<'addModel'>['given'][1]>>();
    expectTypeOf<Signal>().toExtend<NonNullable<Verb<'suites'>['given'][0]>>();
    expectTypeOf<Signal & { file: string }>().toExtend<Verb<'uploadSuite'>['given'][0]>();
    expectTypeOf<Signal & { testSuiteId: string }>().toExtend<Verb<'run'>['given'][0]>();
    expectTypeOf<Signal>().toExtend<NonNullable<Verb<'follow'>['given'][1]>>();
    expectTypeOf<Signal>().toExtend<NonNullable<Verb<'compare'>['given'][1]>>();
    expectTypeOf<Signal>().toExtend<NonNullable<Verb<'ask'>['given'][1]>>();
    expectTypeOf<Signal>().toExtend<NonNullable<Verb<'results'>['given'][0]>>();
    expectTypeOf<Signal>().toExtend<NonNullable<Verb<'metrics'>['given'][0]>>();
    expectTypeOf<Signal & { format: 'csv' }>().toExtend<Verb<'export'>['given'][0]>();
    expectTypeOf<Signal>().toExtend<NonNullable<Verb<'delete'>['given'][0]>>();
  });

  it('reject with an error that its code tells from the others', () => {
    expectTypeOf<ByomError['code']>().toEqualTypeOf<ByomErrorCode>();
    expectTypeOf<RateLimitedError['code']>().toEqualTypeOf<'rate_limited'>();
    expectTypeOf<ProblemKind>().toExtend<ByomErrorCode>();
    expectTypeOf<ByomError['retryAfterMs']>().toEqualTypeOf<number | undefined>();
  });
});
