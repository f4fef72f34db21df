import { type SQL, sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import {
  type AdapterCheckFailure,
  adapterCheckOutcomes,
  adapterCheckStatuses,
  type CheckedPrompt,
} from '../contract/adapterCheck.ts';
import type { Evidence, MetricCheck, ProposedFilter } from '../contract/annotations.ts';
import { type VotePlace, voteChoices } from '../contract/blindVotes.ts';
import { chatRoles, chatStatuses } from '../contract/chat.ts';
import { promptOrders } from '../contract/comparisons.ts';
import type { Adaptations, ConnectionReport } from '../contract/connectionReport.ts';
import { connectionRoles } from '../contract/connectionRoles.ts';
import { connectionTestStatuses } from '../contract/connectionTest.ts';
import { errorKinds, errorReasons } from '../contract/errorReasons.ts';
import type { ExtraBody } from '../contract/extraBody.ts';
import type { Grade, Overrule } from '../contract/grades.ts';
import { outcomes } from '../contract/outcomes.ts';
import type { StoredHeader } from '../contract/requestHeaders.ts';
import type { RunActivity } from '../contract/runActivity.ts';
import type { RunSettings } from '../contract/runSettings.ts';
import { runStatuses } from '../contract/runs.ts';
import type { SloTargets } from '../contract/sloTargets.ts';
import {
  type SuitePrompt,
  suiteDifficulties,
  suiteKinds,
  taskDomains,
} from '../contract/suites.ts';
import { outputTokensPerSecond, tpotMs } from './tokenTimes.ts';

const timestamptz = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** SQL for "this column is one of these values (or null)". */
function oneOf(column: string, values: readonly string[]): SQL {
  return sql.raw(`${column} in (${values.map((value) => `'${value}'`).join(', ')})`);
}

/** What is stored of a connected model, in the row of its session or in one of its own. */
const connectionColumns = () => ({
  role: text('role', { enum: connectionRoles }).notNull().default('candidate'),
  endpointUrl: text('endpoint_url').notNull(),
  apiKeyEncrypted: text('api_key_encrypted').notNull(),
  /** Headers that a person added; each value is encrypted. */
  headersEncrypted: jsonb('headers_encrypted').$type<StoredHeader[]>().notNull().default([]),
  encryptionKeyId: text('encryption_key_id').notNull(),
  modelId: text('model_id').notNull(),
  modelName: text('model_name'),
  /** Parameters that every request has besides. */
  extraBody: jsonb('extra_body').$type<ExtraBody>().notNull().default({}),
  connectedAt: timestamptz('connected_at').notNull().defaultNow(),
  connectionTested: boolean('connection_tested').notNull().default(false),
  connectionLatencyMs: integer('connection_latency_ms'),
  connectionTtftMs: integer('connection_ttft_ms'),
  lastError: text('last_error'),
  /** Other URLs of the same origin, which the connection test tries when `endpoint_url` is a wrong path. */
  alternativeUrls: jsonb('alternative_urls').$type<string[]>().notNull().default([]),
  adaptations: jsonb('adaptations').$type<Adaptations>().notNull().default({}),
  connectionReport: jsonb('connection_report').$type<ConnectionReport>(),
});

/**
 * One row for each session and its first connection: its first candidate, else its baseline. `sessionHash` is the
 * SHA-256 of the client's token, so that reading the database does not open sessions (docs/decisions/0004).
 * Everything that a session owns references this row and is deleted with it.
 */
export const modelConfigs = pgTable(
  'demo_model_configs',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    sessionHash: text('session_id').notNull().unique(),
    /** Of the connection in this row, which may become another one's row. */
    connectionId: uuid('connection_id').notNull().defaultRandom(),
    ...connectionColumns(),
    createdAt: timestamptz('created_at').notNull().defaultNow(),
    expiresAt: timestamptz('expires_at').notNull(),
    ipAddress: text('ip_address'),
    /** Number of the current conversation; earlier ones are kept until the session ends. */
    conversation: integer('conversation').notNull().default(1),
  },
  (table) => [
    index('demo_model_configs_ip_expiry').on(table.ipAddress, table.expiresAt),
    index('demo_model_configs_expiry').on(table.expiresAt),
  ],
);

/** One row for each further connection of a session (docs/decisions/0035). */
export const furtherConnections = pgTable(
  'demo_connections',
  {
    connectionId: uuid('id').primaryKey(),
    sessionHash: text('demo_session_id')
      .notNull()
      .references(() => modelConfigs.sessionHash, { onDelete: 'cascade' }),
    ...connectionColumns(),
  },
  (table) => [
    check('demo_connections_role', oneOf('role', connectionRoles)),
    index('demo_connections_session').on(table.sessionHash),
  ],
);

const testColumns = () => ({
  id: uuid('id').notNull().defaultRandom(),
  status: text('status', { enum: connectionTestStatuses }).notNull().default('waiting'),
  /** It took the place of a test whose process was gone. */
  hasBegunAnew: boolean('has_begun_anew').notNull().default(false),
  startedAt: timestamptz('started_at').notNull().defaultNow(),
  leasedUntil: timestamptz('leased_until').notNull(),
});

/**
 * The last test of each connection. `id` is new with each test and is its fencing token: what an
 * earlier one writes changes nothing. A test that is not over belongs to whoever holds the lease.
 * See docs/decisions/0028.
 */
export const connectionTests = pgTable(
  'demo_tests_of_connections',
  {
    connectionId: uuid('connection_id').primaryKey(),
    sessionHash: text('demo_session_id')
      .notNull()
      .references(() => modelConfigs.sessionHash, { onDelete: 'cascade' }),
    ...testColumns(),
  },
  (table) => [
    check('demo_tests_of_connections_status', oneOf('status', connectionTestStatuses)),
    index('demo_tests_of_connections_session').on(table.sessionHash),
  ],
);

/** Of nodes of the version before, which know one connection a session. To be dropped with the next version. */
export const testsBeforeConnections = pgTable(
  'demo_connection_tests',
  {
    sessionHash: text('demo_session_id')
      .primaryKey()
      .references(() => modelConfigs.sessionHash, { onDelete: 'cascade' }),
    ...testColumns(),
  },
  () => [check('demo_connection_tests_status', oneOf('status', connectionTestStatuses))],
);

/** One row for each start of several runs over the same prompts (docs/decisions/0036). */
export const comparisons = pgTable(
  'demo_comparisons',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    sessionHash: text('demo_session_id')
      .notNull()
      .references(() => modelConfigs.sessionHash, { onDelete: 'cascade' }),
    /** What the order of the prompts is drawn with. */
    seed: integer('seed').notNull(),
    promptOrder: text('prompt_order', { enum: promptOrders }).notNull(),
    createdAt: timestamptz('created_at').notNull().defaultNow(),
  },
  (table) => [
    check('demo_comparisons_prompt_order', oneOf('prompt_order', promptOrders)),
    index('demo_comparisons_session').on(table.sessionHash),
  ],
);

/**
 * One row for each time that a candidate was held against its base. While it goes on it belongs to whoever has the
 * lease; `leaseNumber` is raised by each process that takes it over, and only writes under the current one take effect.
 * See docs/decisions/0037.
 */
export const adapterChecks = pgTable(
  'demo_adapter_checks',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    sessionHash: text('demo_session_id')
      .notNull()
      .references(() => modelConfigs.sessionHash, { onDelete: 'cascade' }),
    candidateConnectionId: uuid('candidate_connection_id').notNull(),
    baselineConnectionId: uuid('baseline_connection_id').notNull(),
    /** As they were asked: a connection may turn to another model. */
    candidateModelId: text('candidate_model_id').notNull(),
    baselineModelId: text('baseline_model_id').notNull(),
    status: text('status', { enum: adapterCheckStatuses }).notNull().default('running'),
    leasedUntil: timestamptz('leased_until').notNull(),
    leaseNumber: integer('claim').notNull().default(1),
    /** Calls made so far, those that were made again included. */
    calls: integer('calls').notNull().default(0),
    outcome: text('outcome', { enum: adapterCheckOutcomes }),
    failure: jsonb('failure').$type<AdapterCheckFailure>(),
    /** What serves the candidate, where it was asked for and is known. */
    serverKind: text('server_kind'),
    /** Those that were asked, with what was answered. */
    prompts: jsonb('prompts').$type<CheckedPrompt[]>().notNull().default([]),
    startedAt: timestamptz('started_at').notNull().defaultNow(),
    endedAt: timestamptz('ended_at'),
  },
  (table) => [
    check('demo_adapter_checks_status', oneOf('status', adapterCheckStatuses)),
    check('demo_adapter_checks_outcome', oneOf('outcome', adapterCheckOutcomes)),
    index('demo_adapter_checks_session').on(table.sessionHash, table.startedAt.desc()),
    // Whoever checks two models that are being checked joins.
    uniqueIndex('demo_adapter_checks_one_running')
      .on(table.candidateConnectionId, table.baselineConnectionId)
      .where(sql`status = 'running'`),
  ],
);

/**
 * One row for each run. It points at an edition of a suite, which never changes. `leaseNumber` is a fencing token: each worker that takes the run over raises it,
 * and only writes under the current number take effect.
 */
export const batchTestRuns = pgTable(
  'demo_batch_test_runs',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    demoUserId: text('demo_user_id').notNull(),
    sessionHash: text('demo_session_id')
      .notNull()
      .references(() => modelConfigs.sessionHash, { onDelete: 'cascade' }),
    testSuiteId: uuid('test_suite_id').references(() => testSuites.id, { onDelete: 'set null' }),
    suiteName: text('suite_name').notNull(),
    /** What a person calls it; null as long as nobody has named it. */
    name: text('name'),
    /** Null in a row that a node of the version before has inserted: the session's first, then. */
    connectionId: uuid('connection_id'),
    /** What its model was called, and its id, when it was started: a session may choose another meanwhile. */
    modelName: text('model_name'),
    /** Null in a row that a node of the version before has inserted: the connection's, then. */
    modelId: text('model_id'),
    /** Where its calls went; null likewise. */
    endpointUrl: text('endpoint_url'),
    /** Of its connection, when it was started; null likewise. */
    role: text('role', { enum: connectionRoles }),
    /** The runs that were started with it; null of one that was started alone. */
    comparisonId: uuid('comparison_id').references(() => comparisons.id, { onDelete: 'cascade' }),
    /** Its place among those, from 0. */
    side: integer('side'),
    status: text('status', { enum: runStatuses }).notNull().default('pending'),
    totalPrompts: integer('total_prompts').notNull(),
    completedPrompts: integer('completed_prompts').notNull().default(0),
    failedPrompts: integer('failed_prompts').notNull().default(0),
    config: jsonb('config').$type<RunSettings>().notNull(),
    /** Of a row that a node of the version before has inserted: those nodes copy the prompts in. */
    prompts: jsonb('prompts').$type<SuitePrompt[]>(),
    suiteEditionId: uuid('suite_edition_id').references(() => suiteEditions.id, {
      onDelete: 'set null',
    }),
    /** Which prompts of the edition, and in which order; null for as many of the first as the run has. */
    promptPositions: jsonb('prompt_positions').$type<number[]>(),
    pace: jsonb('pace').$type<RunActivity>(),
    /** Chosen by the client, so that the same start sent twice is one run. */
    idempotencyKey: text('idempotency_key'),
    leaseNumber: integer('claim').notNull().default(0),
    /**
     * How late the stopwatch was at p99, in milliseconds: the worst of the workers that ended their part of
     * the run in good order. Null where none has told.
     */
    clockDelayP99Ms: doublePrecision('clock_delay_p99_ms'),
    /** What a person wants of the times of its calls; null before anybody has said. */
    sloTargets: jsonb('slo_targets').$type<SloTargets>(),
    /** How often grades of it were changed after they were stored; what is kept of its figures goes by it. */
    gradeChanges: integer('grade_changes').notNull().default(0),
    error: text('error'),
    startedAt: timestamptz('started_at').notNull().defaultNow(),
    completedAt: timestamptz('completed_at'),
  },
  (table) => [
    check('demo_batch_test_runs_status', oneOf('status', runStatuses)),
    index('demo_batch_test_runs_session').on(table.sessionHash, table.startedAt.desc()),
    unique('demo_batch_test_runs_started_once').on(table.sessionHash, table.idempotencyKey),
    index('demo_batch_test_runs_suite').on(table.testSuiteId),
    index('demo_batch_test_runs_edition').on(table.suiteEditionId),
    index('demo_batch_test_runs_comparison').on(table.comparisonId),
  ],
);

/**
 * One row for each finished sample of a run. `seq` numbers the rows of a run 1, 2, 3… in the order they
 * were stored; watchers resume from it.
 */
export const batchTestResults = pgTable(
  'demo_batch_test_results',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    testRunId: uuid('test_run_id')
      .notNull()
      .references(() => batchTestRuns.id, { onDelete: 'cascade' }),
    sessionHash: text('demo_session_id')
      .notNull()
      .references(() => modelConfigs.sessionHash, { onDelete: 'cascade' }),
    seq: integer('seq').notNull(),
    promptIndex: integer('prompt_index').notNull(),
    /** From 0; a prompt may be asked several times. */
    sample: integer('sample').notNull().default(0),
    prompt: text('prompt').notNull(),
    category: text('category'),
    expectedAnswer: text('expected_answer'),
    response: text('response'),
    reasoning: text('reasoning'),
    /** Calls made for it; the last one is measured. */
    attempts: integer('attempts').notNull().default(1),
    /** Waiting for its turn and for a connection; not part of the latency. */
    queuedMs: integer('queued_ms'),
    /** Failed attempts and the pauses after them; not part of the latency. */
    backoffMs: integer('backoff_ms'),
    latencyMs: integer('latency_ms'),
    firstByteMs: integer('first_byte_ms'),
    ttftMs: integer('ttft_ms'),
    firstThoughtMs: integer('first_thought_ms'),
    outcome: text('outcome', { enum: outcomes }).notNull().default('failed'),
    success: boolean('success').notNull(),
    /** What a person said, else what the grade says; null where neither does. */
    correct: boolean('correct'),
    /** What the grader said; null where the result was not graded. */
    grade: jsonb('grade').$type<Grade>(),
    /** What a person said of it. */
    overrule: jsonb('overrule').$type<Overrule>(),
    /** A person and the grader say different things. */
    disagrees: boolean('disagrees').generatedAlwaysAs(
      sql`coalesce(overrule ->> 'pass' <> grade ->> 'pass', false)`,
    ),
    error: text('error'),
    errorKind: text('error_kind', { enum: errorKinds }),
    errorReason: text('error_reason', { enum: errorReasons }),
    /** The id under which the provider's support finds the call. */
    upstreamRequestId: text('upstream_request_id'),
    finishReason: text('finish_reason'),
    /** It used exactly as many tokens as it might, and yet ended as if it had said all. */
    probablyTruncated: boolean('probably_truncated').notNull().default(false),
    /** The endpoint counted far fewer tokens than the prompt has: the model has not seen all of it. */
    promptCut: boolean('prompt_cut').notNull().default(false),
    modelId: text('model_id').notNull(),
    inputTokens: integer('input_tokens'),
    outputTokens: integer('output_tokens'),
    reasoningTokens: integer('reasoning_tokens'),
    tpotMs: doublePrecision('tpot_ms').generatedAlwaysAs(sql`case when success then ${tpotMs} end`),
    outputTokensPerSecond: doublePrecision('output_tokens_per_second').generatedAlwaysAs(
      sql`case when success then ${outputTokensPerSecond} end`,
    ),
    createdAt: timestamptz('created_at').notNull().defaultNow(),
    // Cut before indexing: a tsvector may hold 1 MB at most, and a longer answer must not fail its row.
    search: tsvector('search').generatedAlwaysAs(
      sql`to_tsvector('english', left(prompt, 50000) || ' ' || left(coalesce(response, ''), 100000))`,
    ),
  },
  (table) => [
    unique('demo_batch_test_results_sample_once').on(
      table.testRunId,
      table.promptIndex,
      table.sample,
    ),
    unique('demo_batch_test_results_seq').on(table.testRunId, table.seq),
    check('demo_batch_test_results_error_kind', oneOf('error_kind', errorKinds)),
    check('demo_batch_test_results_outcome', oneOf('outcome', outcomes)),
    index('demo_batch_test_results_session').on(table.sessionHash),
    index('demo_batch_test_results_search').using('gin', table.search),
  ],
);

/** Grades that another one replaced, when answers were graded again. */
export const replacedGrades = pgTable(
  'demo_replaced_grades',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    resultId: uuid('result_id')
      .notNull()
      .references(() => batchTestResults.id, { onDelete: 'cascade' }),
    grade: jsonb('grade').$type<Grade>().notNull(),
    replacedAt: timestamptz('replaced_at').notNull().defaultNow(),
  },
  (table) => [index('demo_replaced_grades_result').on(table.resultId)],
);

/**
 * Suites. Those that come with the product have fixed ids; `version` says which edition is in the table. A person's
 * own belong to a session and have their prompts in `demo_suite_prompts` alone.
 */
export const testSuites = pgTable(
  'demo_test_suites',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** Null of those that come with the product. */
    sessionHash: text('demo_session_id').references(() => modelConfigs.sessionHash, {
      onDelete: 'cascade',
    }),
    kind: text('kind', { enum: suiteKinds }).notNull().default('curated'),
    name: text('name').notNull(),
    description: text('description'),
    /** Null of those that are of no one domain, or of no one level. */
    taskDomain: text('task_domain', { enum: taskDomains }),
    difficulty: text('difficulty', { enum: suiteDifficulties }),
    prompts: jsonb('prompts').$type<SuitePrompt[]>().notNull(),
    promptCount: integer('prompt_count').notNull(),
    /** Offered to everybody by nodes of the version before, which know curated ones only. */
    isActive: boolean('is_active').notNull().default(true),
    version: integer('version').notNull().default(1),
    createdAt: timestamptz('created_at').notNull().defaultNow(),
  },
  (table) => [
    check('demo_test_suites_task_domain', oneOf('task_domain', taskDomains)),
    check('demo_test_suites_difficulty', oneOf('difficulty', suiteDifficulties)),
    check('demo_test_suites_kind', oneOf('kind', suiteKinds)),
    index('demo_test_suites_choice').on(table.taskDomain, table.difficulty),
    index('demo_test_suites_session').on(table.sessionHash),
  ],
);

/**
 * One row for each edition of a suite that a run has been started with, each edition of a person's own suite that is
 * still needed, and each list of prompts that was handed in with a start. It never changes (docs/decisions/0039).
 */
export const suiteEditions = pgTable(
  'demo_suite_editions',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** Null of those that come with the product. */
    sessionHash: text('demo_session_id').references(() => modelConfigs.sessionHash, {
      onDelete: 'cascade',
    }),
    /** Null of prompts that came with a start, and of suites that were deleted. */
    suiteId: uuid('suite_id').references(() => testSuites.id, { onDelete: 'set null' }),
    version: integer('version').notNull(),
    promptCount: integer('prompt_count').notNull(),
    /** Of its prompts as JSON. */
    bytes: integer('bytes').notNull(),
    createdAt: timestamptz('created_at').notNull().defaultNow(),
  },
  (table) => [
    unique('demo_suite_editions_version').on(table.suiteId, table.version),
    index('demo_suite_editions_session').on(table.sessionHash),
  ],
);

/** One row for each prompt of an edition. */
export const suitePrompts = pgTable(
  'demo_suite_prompts',
  {
    editionId: uuid('edition_id')
      .notNull()
      .references(() => suiteEditions.id, { onDelete: 'cascade' }),
    /** From 0. */
    position: integer('position').notNull(),
    prompt: jsonb('prompt').$type<SuitePrompt>().notNull(),
    /** The same for the same messages in another suite, run or session. */
    alignmentKey: text('alignment_key').notNull(),
  },
  (table) => [primaryKey({ columns: [table.editionId, table.position] })],
);

/** One row for each blind vote on the answers of two runs (docs/decisions/0042). */
export const blindVotes = pgTable(
  'demo_blind_votes',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    sessionHash: text('demo_session_id')
      .notNull()
      .references(() => modelConfigs.sessionHash, { onDelete: 'cascade' }),
    candidateRunId: uuid('candidate_run_id')
      .notNull()
      .references(() => batchTestRuns.id, { onDelete: 'cascade' }),
    baselineRunId: uuid('baseline_run_id')
      .notNull()
      .references(() => batchTestRuns.id, { onDelete: 'cascade' }),
    /** What order and sides are drawn with. */
    seed: integer('seed').notNull(),
    /** What is voted on, in this order. */
    places: jsonb('places').$type<VotePlace[]>().notNull(),
    /** How many votes end it. */
    target: integer('target').notNull(),
    /** Prompts that both answered alike. */
    identical: integer('identical').notNull(),
    /** Prompts that at least one of them has no answer to. */
    unanswered: integer('unanswered').notNull(),
    createdAt: timestamptz('created_at').notNull().defaultNow(),
    /** When the last vote was cast; from then on nothing changes. */
    endedAt: timestamptz('ended_at'),
  },
  (table) => [
    index('demo_blind_votes_session').on(table.sessionHash, table.createdAt.desc()),
    index('demo_blind_votes_candidate').on(table.candidateRunId),
    index('demo_blind_votes_baseline').on(table.baselineRunId),
  ],
);

/** One row for each place of a blind vote that was voted on. */
export const blindVoteChoices = pgTable(
  'demo_blind_vote_choices',
  {
    blindVoteId: uuid('blind_vote_id')
      .notNull()
      .references(() => blindVotes.id, { onDelete: 'cascade' }),
    /** From 0. */
    place: integer('place').notNull(),
    choice: text('choice', { enum: voteChoices }).notNull(),
    createdAt: timestamptz('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.blindVoteId, table.place] }),
    check('demo_blind_vote_choices_choice', oneOf('choice', voteChoices)),
  ],
);

/**
 * Messages of the chat. An answer's row is inserted with its question, and watchers read its growing
 * `content` by offset. Messages that an edit or a new answer replaced stay with `replacedAt` set: they are
 * no longer shown.
 */
export const chatMessages = pgTable(
  'demo_chat_messages',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    sessionHash: text('demo_session_id')
      .notNull()
      .references(() => modelConfigs.sessionHash, { onDelete: 'cascade' }),
    seq: bigint('seq', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    conversation: integer('conversation').notNull().default(1),
    role: text('role', { enum: chatRoles }).notNull(),
    status: text('status', { enum: chatStatuses }).notNull(),
    content: text('content').notNull().default(''),
    reasoning: text('reasoning'),
    error: text('error'),
    errorKind: text('error_kind', { enum: errorKinds }),
    errorReason: text('error_reason', { enum: errorReasons }),
    /** The id under which the provider's support finds the call. */
    upstreamRequestId: text('upstream_request_id'),
    /** The result that a question is about. */
    discussedResultId: uuid('discussed_result_id'),
    /** The two runs that a question is about, the candidate's first; null for the newest ones. */
    comparedRunIds: jsonb('compared_run_ids').$type<[candidate: string, baseline: string]>(),
    /** Chosen by the client, so that the same question sent twice is asked once. */
    idempotencyKey: text('idempotency_key'),
    /** The runs that the evidence is from. */
    runIds: jsonb('run_ids').$type<string[]>().notNull().default([]),
    evidence: jsonb('evidence').$type<Evidence>(),
    checks: jsonb('checks').$type<MetricCheck[]>().notNull().default([]),
    proposedFilter: jsonb('proposed_filter').$type<ProposedFilter>(),
    inputTokens: integer('input_tokens'),
    outputTokens: integer('output_tokens'),
    reasoningTokens: integer('reasoning_tokens'),
    latencyMs: integer('latency_ms'),
    ttftMs: integer('ttft_ms'),
    firstThoughtMs: integer('first_thought_ms'),
    outputTokensPerSecond: doublePrecision('output_tokens_per_second').generatedAlwaysAs(
      outputTokensPerSecond,
    ),
    createdAt: timestamptz('created_at').notNull().defaultNow(),
    /** Asks the answer's writer, on whichever node it is, to stop. */
    stopRequested: boolean('stop_requested').notNull().default(false),
    /** When the answer's writer last touched the row. */
    touchedAt: timestamptz('touched_at').notNull().defaultNow(),
    completedAt: timestamptz('completed_at'),
    replacedAt: timestamptz('replaced_at'),
  },
  (table) => [
    check('demo_chat_messages_role', oneOf('role', chatRoles)),
    check('demo_chat_messages_status', oneOf('status', chatStatuses)),
    check('demo_chat_messages_error_kind', oneOf('error_kind', errorKinds)),
    index('demo_chat_messages_session').on(table.sessionHash, table.seq),
    // Of two questions at the same time, on any nodes, the second insert fails.
    uniqueIndex('demo_chat_messages_one_answer')
      .on(table.sessionHash)
      .where(sql`status = 'streaming'`),
    unique('demo_chat_messages_asked_once').on(table.sessionHash, table.idempotencyKey),
  ],
);

/**
 * The hashes of expired sessions, and nothing else of them; kept for a day.
 * See docs/decisions/0020.
 */
export const endedSessions = pgTable(
  'demo_ended_sessions',
  {
    sessionHash: text('session_id').primaryKey(),
    expiredAt: timestamptz('expired_at').notNull(),
  },
  (table) => [index('demo_ended_sessions_expiry').on(table.expiredAt)],
);

/**
 * How much of a rate limit is used up, in the window that ends at `expire`. `key` is the session hash or
 * the address bucket, a space, and the name of the limit.
 */
export const rateLimits = pgTable('demo_rate_limits', {
  key: text('key').primaryKey(),
  points: integer('points').notNull(),
  expire: timestamptz('expire'),
});
