/**
 * The typed client: every procedure of the API with its input and output types, from Node and from
 * browsers. It carries no server code, only the router's type.
 */
import {
  createTRPCClient,
  httpBatchStreamLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
} from '@trpc/client';
import { EventSource } from 'eventsource';
import superjson from 'superjson';
import { MAX_BATCH_SIZE } from '../contract/requestBounds.ts';
import type { AppRouter } from '../server/api/index.ts';

export type {
  AdapterCheckFailure,
  AdapterCheckOutcome,
  AdapterPromptFinding,
  CheckedPrompt,
} from '../contract/adapterCheck.ts';
export type { CallRecipes } from '../contract/callRecipes.ts';
export type { SuggestedQuestion } from '../contract/chat.ts';
export type { ConnectionReport } from '../contract/connectionReport.ts';
export type {
  ConnectionTestAnswer,
  PendingTest,
  PendingTestAnswer,
} from '../contract/connectionTest.ts';
export type { Deletion } from '../contract/deletion.ts';
export type {
  CategoryCount,
  LatencyBucket,
  OutcomeCount,
  SessionMetrics,
} from '../contract/metrics.ts';
export type { ModelNames } from '../contract/modelNames.ts';
export type { Problem } from '../contract/problem.ts';
export type { ProblemKind } from '../contract/problemKinds.ts';
export type { ProviderPreset } from '../contract/providerPresets.ts';
export type { RunEstimate } from '../contract/runEstimate.ts';
export type { SloReport, SloTargets } from '../contract/sloTargets.ts';
export type {
  AdapterCheckOutput,
  AnswerProgress,
  AppRouter,
  ChatExchangeOutput,
  ChatMessageOutput,
  ComparisonOutput,
  NewSessionOutput,
  PairOutput,
  PairPageOutput,
  ProgressOutput,
  ResultOutput,
  ResultPageOutput,
  RunComparisonOutput,
  RunOutput,
  RunPageOutput,
  SessionOutput,
  StartedOutput,
  SuiteOutput,
  SuiteWithPromptsOutput,
} from '../server/api/index.ts';

export { problemOf } from './problemOf.ts';

export type ByomClient = TRPCClient<AppRouter>;

export interface ByomClientOptions {
  /** Address of the BYOM server, for example `http://127.0.0.1:3000`. Empty in its own pages. */
  baseUrl: string;
  /**
   * The session id that `session.create` returned. Left out in the wizard's pages, where an HttpOnly
   * cookie identifies the session. A function is called for each request.
   */
  sessionId?: string | (() => string | undefined);
}

/**
 * Creates a client. Queries and mutations go out together in one request where they can;
 * subscriptions are server-sent events that resume by themselves after a lost connection.
 *
 * @example
 * let sessionId: string | undefined;
 * const byom = createByomClient({ baseUrl: 'http://127.0.0.1:3000', sessionId: () => sessionId });
 * ({ sessionId } = await byom.session.create.mutate({ endpointUrl, apiKey, modelId }));
 */
export function createByomClient({ baseUrl, sessionId }: ByomClientOptions): ByomClient {
  const url = `${baseUrl.replace(/\/$/, '')}/trpc`;
  const authorization = (): Record<string, string> => {
    const id = typeof sessionId === 'function' ? sessionId() : sessionId;
    return id ? { authorization: `Bearer ${id}` } : {};
  };
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({
          url,
          transformer: superjson,
          // The native one cannot send headers, by which programs identify their session.
          EventSource,
          eventSourceOptions: () => ({
            fetch: (input, init) =>
              fetch(input, { ...init, headers: { ...init.headers, ...authorization() } }),
          }),
        }),
        false: splitLink({
          // Its input contains the prompts of a run, which are too long for a URL.
          condition: (operation) => operation.path === 'batch.estimate',
          true: httpLink({
            url,
            transformer: superjson,
            headers: authorization,
            methodOverride: 'POST',
          }),
          false: httpBatchStreamLink({
            url,
            transformer: superjson,
            headers: authorization,
            maxItems: MAX_BATCH_SIZE,
            maxURLLength: 20_000,
          }),
        }),
      }),
    ],
  });
}
