/**
 * REST v2 as one table: the audit's paths, fields and status codes, each a procedure of the API. The
 * router is built from it. Fields are in camelCase here and in snake_case on the wire.
 */
import { z } from 'zod';
import { DomainError } from '../../../contract/domainError.ts';
import {
  connectionReferenceInput,
  connectionRole,
} from '../../../contract/schemas/connectionReference.ts';
import { connectionTestAnswerSchema } from '../../../contract/schemas/connectionTest.ts';
import { checkAdapterInput } from '../../adapterCheck/index.ts';
import {
  adapterCheckOutput,
  comparisonOutput,
  connectionOutput,
  deletionOutput,
  exportInput,
  runOutput,
  runPageInput,
  runResultsPage,
  runTargetsInput,
  sessionOutput,
  someComparison,
  startedRunsOutput,
  suiteOutput,
  testConnectionInput,
} from '../../api/index.ts';
import { streamReplyInput } from '../../chat/index.ts';
import {
  addConnectionInput,
  connectionIdInput,
  connectModelInput,
  editConnectionInput,
} from '../../connections/index.ts';
import { sloReportSchema } from '../../results/index.ts';
import { startRunInput } from '../../runs/index.ts';
import { jsonRoute, type RestRoute, writtenRoute } from './restRoute.ts';
import { writeExport } from './writeExport.ts';
import { writeReply } from './writeReply.ts';

const createdOutput = z.object({
  sessionId: z.string(),
  expiresAt: z.date(),
  modelId: z.string(),
  modelName: z.string().nullable(),
});
const addedOutput = createdOutput.extend({
  sessionId: z.string().optional(),
  connectionId: z.uuid(),
  role: connectionRole,
});

export const routeTable: RestRoute[] = [
  jsonRoute({
    method: 'post',
    path: '/configure',
    onlyWithBody: 'session_id',
    procedure: 'connection.add',
    caller: 'session',
    takes: 'body',
    input: addConnectionInput,
    status: 200,
    output: addedOutput,
    answer: ({ expiresAt, modelId, modelName, connectionId, role }, { namedSessionId }) => ({
      sessionId: namedSessionId,
      expiresAt,
      modelId,
      modelName,
      connectionId,
      role,
    }),
  }),
  jsonRoute({
    method: 'post',
    path: '/configure',
    procedure: 'session.create',
    caller: 'anyone',
    takes: 'body',
    input: connectModelInput,
    status: 200,
    output: createdOutput,
    answer: ({ sessionId, expiresAt, modelId, modelName }) => ({
      sessionId,
      expiresAt,
      modelId,
      modelName,
    }),
  }),
  jsonRoute({
    method: 'get',
    path: '/configure',
    procedure: 'session.current',
    caller: 'session',
    takes: 'nothing',
    status: 200,
    output: sessionOutput.and(z.object({ sessionId: z.string().optional() })),
    answer: (session, { namedSessionId }) => ({ sessionId: namedSessionId, ...session }),
  }),
  deletion('delete', '/configure'),
  jsonRoute({
    method: 'post',
    path: '/configure/test',
    procedure: 'session.testConnection',
    caller: 'session',
    takes: 'body',
    input: testConnectionInput,
    status: 200,
    output: connectionTestAnswerSchema,
    answer: (tested) => tested,
  }),
  jsonRoute({
    method: 'delete',
    path: '/configure/test',
    procedure: 'session.stopTest',
    caller: 'session',
    takes: 'query',
    input: connectionReferenceInput,
    status: 200,
    output: z.object({ success: z.literal(true), stopped: z.boolean(), message: z.string() }),
    answer: ({ stopped }) => ({
      success: true as const,
      stopped,
      message: stopped ? 'The connection test was stopped' : 'No connection test was waiting',
    }),
  }),
  jsonRoute({
    method: 'patch',
    path: '/connections/:connectionId',
    procedure: 'connection.edit',
    caller: 'session',
    takes: 'body',
    input: editConnectionInput,
    status: 200,
    output: connectionOutput,
    answer: (connection) => connection,
  }),
  jsonRoute({
    method: 'delete',
    path: '/connections/:connectionId',
    procedure: 'connection.remove',
    caller: 'session',
    takes: 'path',
    input: connectionIdInput,
    status: 200,
    output: z.object({ success: z.literal(true), message: z.string() }),
    answer: () => ({
      success: true as const,
      message: 'The connection and its key were removed; its runs stay',
    }),
  }),
  jsonRoute({
    method: 'post',
    path: '/checks/adapter',
    procedure: 'adapterCheck.start',
    caller: 'session',
    takes: 'body',
    input: checkAdapterInput,
    status: 200,
    output: adapterCheckOutput,
    answer: (check) => check,
  }),
  jsonRoute({
    method: 'get',
    path: '/checks/adapter',
    procedure: 'adapterCheck.list',
    caller: 'session',
    takes: 'nothing',
    status: 200,
    output: z.object({ checks: z.array(adapterCheckOutput) }),
    answer: (checks) => ({ checks }),
  }),
  jsonRoute({
    method: 'delete',
    path: '/checks/adapter',
    procedure: 'adapterCheck.stop',
    caller: 'session',
    takes: 'nothing',
    status: 200,
    output: z.object({ success: z.literal(true), stopped: z.boolean(), message: z.string() }),
    answer: ({ stopped }) => ({
      success: true as const,
      stopped,
      message: stopped ? 'The adapter check was stopped' : 'No adapter check was going on',
    }),
  }),
  jsonRoute({
    method: 'post',
    path: '/batch-test',
    procedure: 'batch.start',
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
    path: '/comparisons/:comparisonId',
    procedure: 'comparison.get',
    caller: 'session',
    takes: 'path',
    input: someComparison,
    status: 200,
    output: comparisonOutput,
    answer: (comparison) => comparison,
  }),
  jsonRoute({
    method: 'get',
    path: '/batch-test',
    onlyWith: 'testRunId',
    procedure: 'batch.get',
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
  jsonRoute({
    method: 'get',
    path: '/batch-test/targets',
    procedure: 'batch.sloAttainment',
    caller: 'session',
    takes: 'query',
    input: runTargetsInput,
    status: 200,
    output: sloReportSchema,
    answer: (report) => report,
  }),
  jsonRoute({
    method: 'post',
    path: '/batch-test/targets',
    procedure: 'batch.setTargets',
    caller: 'session',
    takes: 'body',
    input: runTargetsInput,
    status: 200,
    output: sloReportSchema,
    answer: (report) => report,
  }),
  writtenRoute({
    method: 'post',
    path: '/atlas',
    procedure: 'chat.reply',
    caller: 'session',
    takes: 'body',
    input: streamReplyInput,
    status: 200,
    contentType: 'text/event-stream',
    isStream: true,
    write: writeReply,
  }),
  writtenRoute({
    method: 'get',
    path: '/export',
    procedure: 'export.document',
    caller: 'session',
    takes: 'query',
    input: exportInput,
    defaults: { format: 'csv' },
    status: 200,
    // That of the format asked for.
    contentType: '*/*',
    isStream: false,
    write: writeExport,
  }),
  deletion('post', '/cleanup'),
  jsonRoute({
    method: 'get',
    path: '/suites',
    procedure: 'suite.list',
    caller: 'anyone',
    takes: 'nothing',
    status: 200,
    output: z.object({ suites: z.array(suiteOutput) }),
    answer: (suites) => ({ suites }),
  }),
];

/** The audit wants one deletion under two addresses. */
function deletion(method: 'delete' | 'post', path: string): RestRoute {
  return jsonRoute({
    method,
    path,
    procedure: 'session.delete',
    caller: 'session',
    takes: 'nothing',
    status: 200,
    output: deletionOutput.extend({ success: z.literal(true), message: z.string() }),
    answer: ({ deleted }) => ({
      success: true as const,
      message: 'Session data deleted successfully',
      deleted,
    }),
  });
}
