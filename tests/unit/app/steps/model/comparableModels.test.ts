import { expect, it } from 'vitest';
import type { Connection } from '../../../../../app/lib/api.ts';
import { comparableModels } from '../../../../../app/steps/model/comparableModels.ts';

const tuned = connection('tuned', { baseModel: 'org/base' });

function connection(
  modelId: string,
  {
    endpointUrl = 'http://127.0.0.1:8000/v1/chat/completions',
    connectionTested = true,
    models = ['org/base', 'other', 'tuned'] as string[] | null,
    baseModel = null as string | null,
  } = {},
) {
  const connectionReport = { models, baseModel };
  return {
    connectionId: modelId,
    modelId,
    endpointUrl,
    connectionTested,
    connectionReport,
  } as unknown as Connection;
}

it('the base that the endpoint names comes by itself, before the rest of its list', () => {
  expect(comparableModels([tuned])).toEqual([
    {
      connectionId: 'tuned',
      host: '127.0.0.1:8000',
      bases: [{ modelId: 'org/base', madeInto: 'tuned' }],
      others: ['other'],
    },
  ]);
});

it('what is connected is not offered again', () => {
  const [offered] = comparableModels([tuned, connection('org/base')]);
  expect(offered).toMatchObject({ bases: [], others: ['other'] });
});

it('two that were made from one base name it once', () => {
  const [offered] = comparableModels([tuned, connection('tuned-2', { baseModel: 'org/base' })]);
  expect(offered?.bases.map(({ modelId }) => modelId)).toEqual(['org/base']);
});

it('an endpoint without a list takes any model id', () => {
  expect(comparableModels([connection('tuned', { models: null })])[0]?.others).toBeNull();
  expect(comparableModels([connection('tuned', { models: [] })])[0]?.others).toBeNull();
});

it('each endpoint has a list of its own, unless its key was never taken', () => {
  const elsewhere = { endpointUrl: 'https://api.example.com/v1/chat/completions' };
  const working = connection('gpt', { ...elsewhere, models: ['gpt', 'gpt-2'] });
  expect(comparableModels([tuned, working]).map(({ host }) => host)).toEqual([
    '127.0.0.1:8000',
    'api.example.com',
  ]);
  const failing = connection('gpt', { ...elsewhere, connectionTested: false });
  expect(comparableModels([tuned, failing])).toHaveLength(1);
});
