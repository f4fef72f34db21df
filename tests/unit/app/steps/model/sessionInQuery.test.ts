import { expect, it } from 'vitest';
import {
  type KeptOfSession,
  queryOfSession,
  valuesFromQuery,
} from '../../../../../app/steps/model/modelForm.ts';

const createdAt = new Date('2026-01-01T10:00:00.250Z');
const session: KeptOfSession = {
  endpointUrl: 'https://host.example/v1/chat/completions?api-version=1',
  modelId: 'a/b',
  modelName: null,
  headerNames: ['api-key', 'X-Title'],
  extraBody: { top_k: 40 },
  createdAt,
  expiresAt: new Date(createdAt.getTime() + 8 * 3_600_000),
};

/** What the form shows when the connection of a session is changed. */
const formOf = (changed: Partial<KeptOfSession> = {}) =>
  valuesFromQuery(new URLSearchParams(`${queryOfSession({ ...session, ...changed })}`));

it('a form opens with everything of a connection but its secrets', () => {
  expect(formOf()).toEqual({
    endpointUrl: session.endpointUrl,
    endpointExact: false,
    modelId: 'a/b',
    modelName: '',
    headers: 'api-key: \nX-Title: \n',
    extraBody: '{\n  "top_k": 40\n}',
    sessionMinutes: '480',
  });
});

it('a URL that was taken as it was entered is so again', () => {
  for (const endpointUrl of ['https://host.example/ask', 'https://host.example/']) {
    expect(formOf({ endpointUrl })).toMatchObject({ endpointUrl, endpointExact: true });
  }
});
