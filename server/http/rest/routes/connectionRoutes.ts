/** The models of a session, each by itself. */
import { z } from 'zod';
import { connectionRole } from '../../../../contract/schemas/connectionReference.ts';
import { connectionOutput, modelNamesOutput } from '../../../api/index.ts';
import {
  addConnectionInput,
  connectionIdInput,
  editConnectionInput,
} from '../../../connections/index.ts';
import { jsonRoute, type RestRoute } from '../restRoute.ts';

export const createdOutput = z.object({
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

/** One more model, under an address of its own and under that of the first one, which the audit has. */
export function addition(
  head: Pick<RestRoute, 'path' | 'onlyWithBody' | 'description'>,
): RestRoute {
  return jsonRoute({
    ...head,
    method: 'post',
    procedure: 'connection.add',
    summary: 'Connect another model of the session',
    refusals: [
      'connection_not_found',
      'connection_limit',
      'baseline_exists',
      'endpoint_blocked',
      'key_unreadable',
    ],
    caller: 'session',
    takes: 'body',
    input: addConnectionInput,
    status: 200,
    output: addedOutput,
    // The session by the name that the request gave it.
    answer: ({ expiresAt, modelId, modelName, connectionId, role }, { namedSessionId }) => ({
      sessionId: namedSessionId,
      expiresAt,
      modelId,
      modelName,
      connectionId,
      role,
    }),
  });
}

export const connectionRoutes: RestRoute[] = [
  jsonRoute({
    method: 'get',
    path: '/connections',
    procedure: 'session.current',
    summary: 'The models of the session',
    description: 'In the order in which they were connected.',
    caller: 'session',
    takes: 'nothing',
    status: 200,
    output: z.object({ connections: z.array(connectionOutput) }),
    answer: ({ connections }) => ({ connections }),
  }),
  addition({
    path: '/connections',
    description: 'As `POST /configure` with `session_id` does. The model then has to be tested.',
  }),
  jsonRoute({
    method: 'patch',
    path: '/connections/:connectionId',
    procedure: 'connection.edit',
    summary: 'Change a connection',
    description: 'What is left out stays. Whatever changes its calls wants a new test.',
    refusals: ['connection_not_found', 'endpoint_blocked', 'key_unreadable'],
    caller: 'session',
    takes: 'body',
    input: editConnectionInput,
    status: 200,
    output: connectionOutput,
  }),
  jsonRoute({
    method: 'delete',
    path: '/connections/:connectionId',
    procedure: 'connection.remove',
    summary: 'Remove a connection with its key',
    description: 'Its runs and their results stay.',
    refusals: ['connection_not_found', 'last_connection'],
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
    path: '/connections/:connectionId/models',
    procedure: 'connection.listModels',
    summary: 'The models that the endpoint of a connection lists',
    description: 'Asked with the stored key. Stores nothing.',
    refusals: ['connection_not_found', 'key_unreadable'],
    caller: 'session',
    takes: 'path',
    input: connectionIdInput,
    status: 200,
    output: modelNamesOutput,
  }),
];
