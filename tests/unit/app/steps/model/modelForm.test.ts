import { expect, it } from 'vitest';
import { readModelForm } from '../../../../../app/steps/model/modelForm.ts';

const key = 'sk-pasted-0123456789';

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

it('takes apart what was pasted where no script did, and shows none of its secrets again', () => {
  const command = `curl https://api.example.com/v1 -H "Authorization: Bearer ${key}" -H "x-org: secret-org" -d '{"model":"org/model"}'`;
  const { values, endpoint } = readModelForm(formOf({ endpointUrl: command }));
  expect(endpoint).toEqual({
    endpointUrl: 'https://api.example.com/v1',
    endpointExact: false,
    apiKey: key,
    headers: { 'x-org': 'secret-org' },
  });
  expect(values).toMatchObject({
    endpointUrl: 'https://api.example.com/v1',
    modelId: 'org/model',
  });
  expect(JSON.stringify(values)).not.toMatch(/sk-pasted|secret-org/);
});

it.each([
  key,
  `OPENAI_API_KEY=${key}`,
  `OPENAI_BASE_URL=https://h.example/v1OPENAI_API_KEY=${key}`,
  `curl 'https://h.example/v1 -H "Authorization: Bearer ${key}"`,
])('never comes back filled with %j', (endpointUrl) => {
  const { values } = readModelForm(formOf({ endpointUrl }));
  expect(JSON.stringify(values)).not.toContain(key);
});

it('what was entered goes before what was pasted, and a chosen model before a typed one', () => {
  const { values, endpoint } = readModelForm(
    formOf({
      endpointUrl: `API_KEY=${key}\nBASE_URL=https://h.example/v1\nMODEL=pasted`,
      apiKey: 'typed-key',
      modelId: 'typed',
      listedModelId: 'chosen',
    }),
  );
  expect(endpoint?.apiKey).toBe('typed-key');
  expect(values.modelId).toBe('chosen');
});
