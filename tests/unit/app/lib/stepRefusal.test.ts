import { expect, it } from 'vitest';
import { stepRefusalOf } from '../../../../app/lib/stepRefusal.ts';
import { stepMeta } from '../../../../app/lib/steps.ts';

/** What a route has for an error when a loader answered with it. */
const answered = (status: number, data: unknown) => ({
  status,
  statusText: '',
  internal: false,
  data,
});
const ended = answered(410, { kind: 'session_expired', message: 'It has ended.' });

it('a refusal is known by its kind, whatever its status', () => {
  expect(stepRefusalOf(ended)).toEqual({ kind: 'session_expired', message: 'It has ended.' });
  expect(stepRefusalOf({ ...ended, status: 500 })?.kind).toBe('session_expired');
});

it.each<[string, unknown]>([
  ['an address without a page', answered(404, 'Error: No route matches URL "/x"')],
  ['an answer without a body', answered(410, null)],
  ['an error', new Error('canary')],
  ['nothing', undefined],
])('%s is none', (_what, error) => {
  expect(stepRefusalOf(error)).toBeNull();
});

it('the title of a step tells that its session has ended', () => {
  const title = stepMeta('chat');
  expect(title({ error: ended })).toEqual([{ title: 'This session has ended · BYOM' }]);
  expect(title({ error: answered(410, null) })).toEqual([{ title: 'Chat · Step 5 of 6 · BYOM' }]);
});
