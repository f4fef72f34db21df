/** Whether an adapter is on. */
import { z } from 'zod';
import { checkAdapterInput } from '../../../adapterCheck/index.ts';
import { adapterCheckOutput } from '../../../api/index.ts';
import { jsonRoute, type RestRoute } from '../restRoute.ts';

export const adapterCheckRoutes: RestRoute[] = [
  jsonRoute({
    method: 'post',
    path: '/checks/adapter',
    procedure: 'adapterCheck.start',
    summary: 'Ask whether a fine-tune answers otherwise than its base',
    description:
      'Answers when the check is over, or after fifty seconds with `status` running; asking again joins it.',
    refusals: ['connection_not_found', 'connection_untested', 'key_unreadable', 'suite_not_found'],
    caller: 'session',
    takes: 'body',
    input: checkAdapterInput,
    status: 200,
    output: adapterCheckOutput,
  }),
  jsonRoute({
    method: 'get',
    path: '/checks/adapter',
    procedure: 'adapterCheck.list',
    summary: 'The adapter checks of the session, the newest first',
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
    summary: 'Stop the adapter checks that go on',
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
];
