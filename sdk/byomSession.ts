import type { inferRouterInputs } from '@trpc/server';
import type { ConnectionReport } from '../contract/connectionReport.ts';
import type { ConnectionRole } from '../contract/connectionRoles.ts';
import type { Deletion } from '../contract/deletion.ts';
import type { SessionMetrics } from '../contract/metrics.ts';
import type {
  AppRouter,
  ConnectionOutput,
  ResultOutput,
  RunComparisonOutput,
  SuiteOutput,
} from '../server/api/index.ts';
import { Answer } from './answer.ts';
import { type Connection, type ConnectionOptions, connectionFrom } from './connectionOptions.ts';
import { type ByomClient, createByomClient } from './createByomClient.ts';
import {
  downloadExport,
  type ExportOptions,
  type SuiteUpload,
  type UploadedSuite,
  uploadSuiteFile,
} from './files.ts';
import { Run } from './run.ts';
import { untilAborted } from './untilAborted.ts';

type Inputs = inferRouterInputs<AppRouter>;

/** Ends a wait early: the verb rejects with the signal's reason. */
export interface Abortable {
  signal?: AbortSignal;
}

/** Which model of a session: by role where it is the only one, or by id. Without either, the first candidate. */
export interface WhichModel {
  role?: ConnectionRole;
  connectionId?: string;
}

type RunStart = Inputs['batch']['start'];
/** What a run asks and how. Settings that are left out have the server's defaults. */
export interface RunInput extends RunStart {}

type NewModel = Inputs['connection']['add'];
/** Another model of a session, on an endpoint of its own or on that of a model before it (`endpointOf`). */
export interface AddModelInput extends NewModel {}

type ComparedRuns = Inputs['comparison']['compare'];
/** The runs that are compared, by their ids, and how. */
export interface CompareInput extends ComparedRuns {}

type Question = Omit<Inputs['chat']['send'], 'content' | 'idempotencyKey'>;
/** What a question is about; without either, the newest runs. */
export interface AskInput extends Question {}

type ShownResults = Omit<NonNullable<Inputs['batch']['results']>, 'limit' | 'offset' | 'resultId'>;
/** Which results, and in which order; pages are read as they are needed. */
export interface ResultsInput extends ShownResults {}

const RESULTS_PER_PAGE = 200;

/**
 * A session: the models that were connected, their runs, and the conversation about them. `connect` opens one,
 * `joinSession` takes up one that there is. `api` has every procedure for what the verbs do not say (docs/decisions/0049).
 */
export class ByomSession {
  /** The capability for all of it. Whoever has it can read and delete everything. */
  readonly sessionId: string;
  /** Every procedure of the API. */
  readonly api: ByomClient;
  readonly #connection: Connection;
  readonly #endsWithScope: boolean;

  /**
   * `connect` and `joinSession` make one.
   * @internal
   */
  constructor(
    options: ConnectionOptions & { sessionId: string },
    { endsWithScope }: { endsWithScope: boolean },
  ) {
    this.sessionId = options.sessionId;
    this.#connection = connectionFrom(options);
    this.#endsWithScope = endsWithScope;
    this.api = createByomClient(options);
  }

  /**
   * Tests a connection, which a run needs, and waits for a model that is still being loaded.
   * @returns what was found: `success`, and in `message` why not
   * @throws ByomError `rate_limited`, `connection_not_found`
   */
  async testConnection(options: WhichModel & Abortable = {}): Promise<ConnectionReport> {
    const { signal, ...model } = options;
    while (true) {
      const answer = await untilAborted(
        signal,
        this.api.session.testConnection.mutate(model, { signal }),
      );
      if (answer.pending) continue;
      const { pending: _, ...report } = answer;
      return report;
    }
  }

  /**
   * Connects another model, such as the base of a fine-tune; test it before it is used.
   * @throws ByomError `baseline_exists`, `connection_limit`, `endpoint_blocked`, `invalid_input`
   */
  addModel(model: AddModelInput, options: Abortable = {}): Promise<ConnectionOutput> {
    const { signal } = options;
    return untilAborted(signal, this.api.connection.add.mutate(model, { signal }));
  }

  /** The curated suites and those of the session, without their prompts. */
  suites(options: Abortable = {}): Promise<SuiteOutput[]> {
    const { signal } = options;
    return untilAborted(signal, this.api.suite.list.query(undefined, { signal }));
  }

  /**
   * Stores a file of prompts as a suite of the session's own: CSV, JSON, JSON Lines, YAML or a known eval format.
   * @throws ByomError `invalid_input` where no prompt was found in it, `too_large`, `suite_limit`
   */
  uploadSuite(upload: SuiteUpload): Promise<UploadedSuite> {
    return uploadSuiteFile(this.#connection, upload);
  }

  /**
   * Starts a run of each model that is named, and follows them. The start has an idempotency key of its own, so that a
   * lost answer never makes it two.
   * @returns at once; what keeps the run from starting is thrown where it is iterated or awaited
   */
  run(options: RunInput & Abortable): Run {
    const { signal, ...input } = options;
    const start = { ...input, idempotencyKey: input.idempotencyKey ?? crypto.randomUUID() };
    const started = untilAborted(
      signal,
      this.api.batch.start.mutate(start as RunInput, { signal }),
    );
    const ids = started.then(({ runs }) => runs.map(({ testRunId }) => testRunId));
    return new Run(this.#following(signal), ids);
  }

  /**
   * Follows runs that were started before, also by another program.
   * @param options `afterSeq` has the number of the last result that is known, by the run's id; without it all are told
   */
  follow(
    testRunIds: string | string[],
    options: { afterSeq?: Record<string, number> } & Abortable = {},
  ): Run {
    const { afterSeq, signal } = options;
    return new Run(this.#following(signal), Promise.resolve([testRunIds].flat()), afterSeq);
  }

  /**
   * The verdict of two runs, with intervals and what changed between them.
   * @throws ByomError `run_not_found`, `invalid_input`
   */
  compare(runs: CompareInput, options: Abortable = {}): Promise<RunComparisonOutput> {
    const { signal } = options;
    return untilAborted(signal, this.api.comparison.compare.query(runs, { signal }));
  }

  /**
   * Asks the model about the results. It is told the figures; what it says of them is checked.
   * @returns at once; what keeps the question from being asked is thrown where it is iterated or awaited
   */
  ask(question: string, options: AskInput & Abortable = {}): Answer {
    const { signal, ...about } = options;
    const asked = { ...about, content: question, idempotencyKey: crypto.randomUUID() };
    const exchange = untilAborted(signal, this.api.chat.send.mutate(asked, { signal }));
    return new Answer(this.#following(signal), exchange);
  }

  /**
   * Single results, a page at a time as they are needed.
   * @throws ByomError `run_not_found`, `invalid_input`
   */
  async *results(options: ResultsInput & Abortable = {}): AsyncGenerator<ResultOutput, undefined> {
    const { signal, ...which } = options;
    for (let offset = 0; ; offset += RESULTS_PER_PAGE) {
      const input = { ...which, limit: RESULTS_PER_PAGE, offset };
      const page = await untilAborted(signal, this.api.batch.results.query(input, { signal }));
      yield* page.results;
      if (offset + page.results.length >= page.total || page.results.length === 0) return;
    }
  }

  /**
   * Figures of a run, or of the whole session: accuracy, latency percentiles, time to first token, tokens.
   * @throws ByomError `run_not_found`
   */
  metrics(options: { testRunId?: string } & Abortable = {}): Promise<SessionMetrics> {
    const { signal, ...which } = options;
    return untilAborted(signal, this.api.batch.metrics.query(which, { signal }));
  }

  /**
   * Results as a file, while it is read from the database; the comparison of two runs where both are named.
   * @throws ByomError `run_not_found`, `rate_limited`
   */
  export(options: ExportOptions): Promise<ReadableStream<Uint8Array>> {
    return downloadExport(this.#connection, options);
  }

  /**
   * Deletes the session with its keys, runs, results and conversation.
   * @returns how much that was
   * @throws ByomError `session_not_found` and `session_expired` where there is nothing left to delete
   */
  async delete(options: Abortable = {}): Promise<Deletion> {
    const { signal } = options;
    const { deleted } = await untilAborted(
      signal,
      this.api.session.delete.mutate(undefined, { signal }),
    );
    return deleted;
  }

  /** Deletes the session that `connect` opened, at the end of an `await using`; one that was joined stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#endsWithScope) return;
    try {
      await this.delete();
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== 'session_not_found' && code !== 'session_expired') throw error;
    }
  }

  #following(signal: AbortSignal | undefined) {
    return { client: this.api, timeoutMs: this.#connection.timeoutMs, signal };
  }
}
