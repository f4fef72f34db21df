/** Runs that were started together, and any two held against each other. */

import { z } from 'zod';
import {
  comparisonOutput,
  pairPageOutput,
  regradingOutput,
  runComparisonInput,
  runComparisonOutput,
  someComparison,
} from '../../../api/index.ts';
import { comparedRunsInput, pairsInput } from '../../../comparison/index.ts';
import { jsonRoute, type RestRoute, writtenRoute } from '../restRoute.ts';
import { comparisonEventOutput, writeTracked } from '../writeEvents.ts';

export const comparisonRoutes: RestRoute[] = [
  jsonRoute({
    method: 'get',
    path: '/comparisons/:comparisonId',
    procedure: 'comparison.get',
    summary: 'Runs that were started together',
    refusals: ['comparison_not_found'],
    caller: 'session',
    takes: 'path',
    input: someComparison,
    status: 200,
    output: comparisonOutput,
  }),
  writtenRoute({
    method: 'get',
    path: '/comparisons/:comparisonId/progress',
    procedure: 'comparison.onProgress',
    summary: 'Follow the runs of a comparison until all are over',
    description: 'Each event has one of the runs as it is now. Ends with `[DONE]`.',
    refusals: ['comparison_not_found'],
    caller: 'session',
    takes: 'query',
    input: someComparison,
    status: 200,
    answers: { event: comparisonEventOutput },
    write: writeTracked,
  }),
  jsonRoute({
    method: 'get',
    path: '/compare',
    procedure: 'comparison.compare',
    summary: 'The verdict of two runs',
    description: 'Any two runs of the session over (partly) the same prompts.',
    refusals: ['run_not_found'],
    caller: 'session',
    takes: 'query',
    input: runComparisonInput,
    status: 200,
    output: runComparisonOutput,
  }),
  jsonRoute({
    method: 'get',
    path: '/compare/pairs',
    procedure: 'comparison.pairs',
    summary: 'The prompts of two runs with both answers, a page at a time',
    refusals: ['run_not_found'],
    caller: 'session',
    takes: 'query',
    input: pairsInput,
    status: 200,
    output: pairPageOutput,
  }),
  jsonRoute({
    method: 'post',
    path: '/compare/grade',
    procedure: 'comparison.grade',
    summary: 'Grade both sides of a comparison by the same rules',
    description: 'Calls no model.',
    refusals: ['run_not_found'],
    caller: 'session',
    takes: 'body',
    input: comparedRunsInput,
    status: 200,
    output: regradingOutput.extend({ success: z.literal(true) }),
    answer: (regrading) => ({ success: true as const, ...regrading }),
  }),
];
