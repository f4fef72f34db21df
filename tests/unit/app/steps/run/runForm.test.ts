import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../../app/lib/api.ts';
import { valuesForChoice } from '../../../../../app/steps/run/runForm.ts';

const connection = (connectionId: string, of: Partial<Connection>) =>
  ({ connectionId, connectionTested: true, ...of }) as Connection;
const asked = (...connections: Connection[]) =>
  valuesForChoice([], { domain: 'own', difficulty: 'easy' }, connections).models?.asked;

describe('the models that a new run is offered with', () => {
  it('are all of a comparison, but for those that were never reached', () => {
    expect(
      asked(
        connection('tuned', { role: 'candidate' }),
        connection('base', { role: 'baseline' }),
        connection('refused', { role: 'candidate', connectionTested: false }),
      ),
    ).toEqual(['tuned', 'base']);
  });

  it('are the first of several candidates without a baseline', () => {
    expect(
      asked(connection('one', { role: 'candidate' }), connection('two', { role: 'candidate' })),
    ).toEqual(['one']);
  });
});
