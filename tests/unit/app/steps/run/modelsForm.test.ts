import { describe, expect, it } from 'vitest';
import {
  modelFieldLabels,
  modelsOfRuns,
  ownPrefix,
  parseModels,
  readModels,
} from '../../../../../app/steps/run/modelsForm.ts';
import { defaultRunSettings } from '../../../../../contract/runSettings.ts';

const formOf = (entries: [string, string][]) => {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return form;
};
const empty = { systemPrompt: '', extraBody: '', maxTokens: '', temperature: '' };

describe('the models of a run form', () => {
  it('are none of its business where the session has one', () => {
    expect(readModels(formOf([['suite', 'x']]))).toBeNull();
    expect(parseModels(null)).toEqual({});
  });

  it('are those that are ticked, with what is their own as typed', () => {
    const values = readModels(
      formOf([
        ['modelsOffered', 'a b'],
        ['models', 'b'],
        [`${ownPrefix('b')}maxTokens`, ' 7 '],
        [`${ownPrefix('b')}systemPrompt`, 'Be brief.'],
        [`${ownPrefix('b')}temperature`, '0,5'],
        [`${ownPrefix('a')}maxTokens`, '9'],
      ]),
    );
    expect(values).toEqual({
      asked: ['b'],
      own: {
        a: { ...empty, maxTokens: '9' },
        b: { ...empty, maxTokens: '7', systemPrompt: 'Be brief.', temperature: '0,5' },
      },
    });
    expect(parseModels(values)).toEqual({
      models: ['b'],
      modelSettings: { b: { maxTokens: 7, systemPrompt: 'Be brief.', temperature: 0.5 } },
    });
  });

  it('are none where none is ticked, which the API refuses', () => {
    expect(parseModels(readModels(formOf([['modelsOffered', 'a b']])))).toEqual({
      models: [],
      modelSettings: {},
    });
  });

  it('are shown again with those settings in which they differ', () => {
    const run = (connectionId: string, config = {}) =>
      ({ connectionId, config: { ...defaultRunSettings, ...config } }) as never;
    expect(modelsOfRuns([run('a'), run('b', { maxTokens: 5, extraBody: { top_k: 3 } })])).toEqual({
      asked: ['a', 'b'],
      own: { a: empty, b: { ...empty, maxTokens: '5', extraBody: '{\n  "top_k": 3\n}' } },
    });
  });

  it('have labels for what can be wrong with each', () => {
    expect(modelFieldLabels(['a'])).toMatchObject({
      models: 'Models',
      'modelSettings.a.maxTokens': 'Max output tokens',
    });
  });
});
