import { describe, expect, it } from 'vitest';
import {
  type EditableConnection,
  readEditForm,
  valuesOfConnection,
} from '../../../../../app/steps/model/editForm.ts';

const connection: EditableConnection = {
  connectionId: 'c1',
  endpointUrl: 'https://host.example/v1/chat/completions?api-version=1',
  modelId: 'a/b',
  modelName: null,
  headerNames: ['api-key', 'X-Title'],
  extraBody: { top_k: 40 },
};

it('a form opens with everything of a connection but its secrets', () => {
  expect(valuesOfConnection(connection)).toEqual({
    endpointUrl: connection.endpointUrl,
    endpointExact: false,
    modelId: 'a/b',
    modelName: '',
    headers: 'api-key: \nX-Title: \n',
    extraBody: '{\n  "top_k": 40\n}',
    sessionMinutes: '',
    withoutKey: false,
  });
});

it('a URL that was taken as it was entered is so again', () => {
  for (const endpointUrl of ['https://host.example/ask', 'https://host.example/']) {
    expect(valuesOfConnection({ ...connection, endpointUrl })).toMatchObject({
      endpointUrl,
      endpointExact: true,
    });
  }
});

describe('a form that was sent', () => {
  /** As a browser sends the form with these changes; null takes a field out, as a box without its tick. */
  function sent(changes: Record<string, string | null> = {}) {
    const {
      sessionMinutes: _,
      withoutKey: _no,
      endpointExact,
      ...texts
    } = valuesOfConnection(connection);
    const exact = endpointExact ? { endpointExact: 'on' } : {};
    const fields = { ...texts, ...exact, apiKey: '', connectionId: 'c1', ...changes };
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      if (value !== null) form.set(name, value.replaceAll('\n', '\r\n'));
    }
    return readEditForm(form, connection);
  }

  it.each<[string, Record<string, string | null>, object]>([
    ['nothing', {}, {}],
    ['the key', { apiKey: 'sk-new' }, { apiKey: 'sk-new' }],
    ['the key for none', { withoutKey: 'on' }, { apiKey: '' }],
    ['the key, whatever is ticked', { apiKey: 'sk-new', withoutKey: 'on' }, { apiKey: 'sk-new' }],
    [
      'the address',
      { endpointUrl: 'https://other.example' },
      { endpointUrl: 'https://other.example', endpointExact: false },
    ],
    [
      'how the address is taken',
      { endpointExact: 'on' },
      { endpointUrl: connection.endpointUrl, endpointExact: true },
    ],
    ['the model', { modelId: 'c/d' }, { modelId: 'c/d' }],
    ['the name', { modelName: 'Mine' }, { modelName: 'Mine' }],
    [
      'the value of a header',
      { headers: 'api-key: x\nX-Title: Mine\n' },
      { headers: { 'api-key': 'x', 'X-Title': 'Mine' } },
    ],
    ['the headers for none', { headers: '' }, { headers: {} }],
    ['a header for less', { headers: 'X-Title: ' }, { headers: { 'X-Title': '' } }],
    ['the parameters', { extraBody: '{"top_k": 1}' }, { extraBody: { top_k: 1 } }],
    ['the parameters for none', { extraBody: '' }, { extraBody: {} }],
    ['the parameters for what is none', { extraBody: 'top_k' }, { extraBody: 'top_k' }],
  ])('changes %s and nothing else', (_, changes, input) => {
    expect(sent(changes)).toMatchObject({ problem: null });
    expect(sent(changes).input).toEqual({ connectionId: 'c1', ...input });
  });

  it('says which line is no header, and keeps what may be shown', () => {
    const { values, problem } = sent({ headers: 'api-key: sk-a-secret\nsk-a-secret' });
    expect(problem?.fieldErrors.headers).toContain('Line 2');
    expect(JSON.stringify([values, problem])).not.toContain('secret');
  });
});
