import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../../app/lib/api.ts';
import { inputOf, valuesForChoice } from '../../../../../app/steps/run/runForm.ts';
import {
  typedInShort,
  wizardSettingsFormValues,
} from '../../../../../app/steps/run/settingsForm.ts';
import { defaultRunSettings } from '../../../../../contract/runSettings.ts';

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

describe('what the form of a run sends', () => {
  it('names the temperature: 0 where nobody chose one, though the API has 0.7', () => {
    const values = valuesForChoice([], { domain: 'own', difficulty: 'easy' }, []);
    expect(defaultRunSettings.temperature).toBe(0.7);
    expect(inputOf(values).config).toMatchObject({ temperature: 0, maxTokens: 1_024 });
    const emptied = { ...values, settings: { ...values.settings, temperature: '' } };
    expect(inputOf(emptied).config).toMatchObject({ temperature: 0 });
    const chosen = { ...values, settings: { ...values.settings, temperature: '0,9' } };
    expect(inputOf(chosen).config).toMatchObject({ temperature: 0.9 });
  });
});

describe('the settings in a line', () => {
  it.each([
    [{}, 'Auto · temperature 0 · 1,024 tokens · 1 sample'],
    [
      { concurrency: '1', delayMs: '500', adaptive: false },
      'Conservative · temperature 0 · 1,024 tokens · 1 sample',
    ],
    [{ concurrency: '8' }, 'up to 8 at once · temperature 0 · 1,024 tokens · 1 sample'],
    [
      { concurrency: '8', adaptive: false, delayMs: '50', samples: '3' },
      '8 at once, 50 ms apart · temperature 0 · 1,024 tokens · 3 samples',
    ],
    [{ temperature: '0.', maxTokens: 'many' }, 'Auto · temperature 0 · ? tokens · 1 sample'],
  ])('%j', (changed, line) => {
    expect(typedInShort({ ...wizardSettingsFormValues, ...changed })).toBe(line);
  });
});
