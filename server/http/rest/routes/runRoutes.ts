/** Runs: what they would take, and starting, following, stopping and resuming them. */
import { z } from 'zod';
import { DomainError } from '../../../../contract/domainError.ts';
import { suitePromptOutput } from '../../../../contract/schemas/suites.ts';
import {
  runOutput,
  runPageInput,
  runProgressInput,
  runResultsPage,
  someRun,
  startedRunsOutput,
} from '../../../api/index.ts';
import {
  estimateRunInput,
  renameRunInput,
  rerunInput,
  runEstimateSchema,
  startRunInput,
} from '../../../runs/index.ts';
import { jsonRoute, type RestRoute, writtenRoute } from '../restRoute.ts';
import { runProgressEventOutput, writeTracked } from '../writeEvents.ts';

export const runRoutes: RestRoute[] = [
  jsonRoute({
    method: 'post',
    path: '/batch-test/estimate',
    procedure: 'batch.estimate',
    summary: 'What a start would take',
    description:
      'With the body of `POST /batch-test`, or with `prompt_sizes` in place of the prompts. Calls no model.',
    refusals: ['connection_not_found', 'suite_not_found', 'run_not_found'],
    caller: 'session',
    takes: 'body',
    input: estimateRunInput,
    status: 200,
    output: runEstimateSchema,
  }),
  jsonRoute({
    method: 'post',
    path: '/batch-test',
    procedure: 'batch.start',
    summary: 'Start a run, or one of each model that is named',
    description:
      'Returns at once. Prompts come from a suite, from the body, or from an earlier run.',
    refusals: ['connection_not_found', 'connection_untested', 'suite_not_found', 'run_not_found'],
    caller: 'session',
    takes: 'body',
    input: startRunInput,
    status: 200,
    output: z.object({
      success: z.literal(true),
      testRunId: z.uuid(),
      status: z.string(),
      totalPrompts: z.number().int(),
      // Of a start of several models.
      comparisonId: z.uuid().nullable().optional(),
      runs: startedRunsOutput.optional(),
    }),
    answer: ({ id, status, totalPrompts, comparisonId, runs }) => ({
      success: true as const,
      testRunId: id,
      status,
      totalPrompts,
      ...(runs.length > 1 && { comparisonId, runs }),
    }),
  }),
  jsonRoute({
    method: 'get',
    path: '/batch-test',
    onlyWith: 'testRunId',
    procedure: 'batch.get',
    summary: 'A run with its results so far',
    refusals: ['run_not_found'],
    caller: 'session',
    takes: 'query',
    input: runPageInput,
    status: 200,
    output: runOutput.and(runResultsPage),
    answer: ({ run, ...page }) => ({ ...run, ...page }),
  }),
  jsonRoute({
    method: 'get',
    path: '/batch-test',
    procedure: 'batch.list',
    summary: 'The newest run, and all runs',
    refusals: ['run_not_found'],
    caller: 'session',
    takes: 'nothing',
    status: 200,
    output: runOutput.and(z.object({ runs: z.array(runOutput) })),
    answer(runs) {
      const [newest] = runs;
      if (!newest) {
        throw new DomainError('run_not_found', 'This session has no run yet. Start one first.');
      }
      return { ...newest, runs };
    },
  }),
  writtenRoute({
    method: 'get',
    path: '/batch-test/progress',
    procedure: 'batch.onProgress',
    summary: 'Follow a run until it is over',
    description:
      'Each event has the run as it is now, and the results that are next. Its id is the number of the last one: who comes back with it, as `Last-Event-ID` or `last_event_id`, misses nothing and gets nothing twice. Ends with `[DONE]`.',
    refusals: ['run_not_found'],
    caller: 'session',
    takes: 'query',
    input: runProgressInput,
    status: 200,
    answers: { event: runProgressEventOutput },
    write: writeTracked,
  }),
  jsonRoute({
    method: 'post',
    path: '/batch-test/cancel',
    procedure: 'batch.cancel',
    summary: 'Stop a run',
    description:
      'And those that were started with it. What is answered stays, and the run can be resumed.',
    refusals: ['run_not_found', 'run_not_active'],
    caller: 'session',
    takes: 'body',
    input: someRun,
    status: 200,
    output: runOutput,
  }),
  jsonRoute({
    method: 'post',
    path: '/batch-test/resume',
    procedure: 'batch.resume',
    summary: 'Go on with a run that was cancelled or ended early',
    description: 'And with those that were started with it. What is answered is not asked again.',
    refusals: ['run_not_found', 'run_not_resumable', 'connection_untested'],
    caller: 'session',
    takes: 'body',
    input: someRun,
    status: 200,
    output: runOutput,
  }),
  jsonRoute({
    method: 'post',
    path: '/batch-test/rerun',
    procedure: 'batch.rerun',
    summary: 'Run the prompts with certain outcomes again',
    description: 'As a new run, with `config` in place of the settings that it names.',
    refusals: ['run_not_found', 'connection_not_found', 'connection_untested'],
    caller: 'session',
    takes: 'body',
    input: rerunInput,
    status: 200,
    output: runOutput,
  }),
  jsonRoute({
    method: 'post',
    path: '/batch-test/name',
    procedure: 'batch.rename',
    summary: 'Name a run',
    description: 'An empty name takes the name away.',
    refusals: ['run_not_found'],
    caller: 'session',
    takes: 'body',
    input: renameRunInput,
    status: 200,
    output: runOutput,
  }),
  jsonRoute({
    method: 'get',
    path: '/batch-test/prompts',
    procedure: 'batch.prompts',
    summary: 'What a run asks',
    description: 'In the order of `prompt_index`.',
    refusals: ['run_not_found'],
    caller: 'session',
    takes: 'query',
    input: someRun,
    status: 200,
    output: z.object({ prompts: z.array(suitePromptOutput) }),
    answer: (prompts) => ({ prompts }),
  }),
];
