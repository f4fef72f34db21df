import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../../../server/endpoint/modelCall.ts';
import { sentParameters } from '../../../../../server/endpoint/protocol/callRecipes.ts';
import { chatBody } from '../../../../../server/endpoint/protocol/requestAdaptation.ts';
import {
  effectiveExtraBody,
  wantedParameters,
} from '../../../../../server/endpoint/protocol/requestParameters.ts';

const request = { messages: [], maxTokens: 50, temperature: 0.7, stream: true };
const refused = { change: 'left out', said: 'no' };

describe('the parameters of a request', () => {
  it('are those of the settings, without what nobody named', () => {
    expect(wantedParameters(request)).toEqual({ max_tokens: 50, temperature: 0.7 });
    const all = { ...request, topP: 0.9, seed: 7, stop: ['a', 'b'] };
    const named = { max_tokens: 50, temperature: 0.7, top_p: 0.9, seed: 7, stop: ['a', 'b'] };
    expect(wantedParameters(all)).toEqual(named);
    expect(wantedParameters({ ...request, stop: [] })).not.toHaveProperty('stop');
  });

  it('are added to and taken away by name, and whole', () => {
    const extraBody = { temperature: null, stop: ['x'], top_k: 40, provider: { a: 1 } };
    expect(wantedParameters({ ...request, stop: ['a'], extraBody })).toEqual({
      max_tokens: 50,
      stop: ['x'],
      top_k: 40,
      provider: { a: 1 },
    });
  });

  it('have one limit of tokens, under the name that was chosen', () => {
    const limits = (extraBody: object) => {
      const { max_tokens, max_completion_tokens } = wantedParameters({
        ...request,
        extraBody: { ...extraBody },
      });
      return { max_tokens, max_completion_tokens };
    };
    expect(limits({ max_tokens: 9 })).toEqual({ max_tokens: 9 });
    expect(limits({ max_completion_tokens: 9 })).toEqual({ max_completion_tokens: 9 });
    expect(limits({ max_tokens: null })).toEqual({});
  });

  it('come from the run over the connection, whose null takes away too', () => {
    const connection = { extraBody: { top_k: 40, min_p: 0.1, temperature: null, seed: 1 } };
    const run = { extraBody: { top_k: 5, min_p: null, temperature: 1 } };
    const extraBody = effectiveExtraBody(connection, run);
    expect(extraBody).toEqual({ top_k: 5, min_p: null, temperature: 1, seed: 1 });
    expect(wantedParameters({ ...request, extraBody })).toEqual({
      max_tokens: 50,
      temperature: 1,
      top_k: 5,
      seed: 1,
    });
  });

  it('that a run has a setting for come from it over the connection, where somebody chose one', () => {
    const connection = { extraBody: { top_p: 0.3, seed: 1, stop: ['x'], temperature: 0 } };
    const parametersOf = (run: Partial<ChatRequest>) =>
      effectiveExtraBody(connection, { ...request, ...run });
    expect(parametersOf({})).toEqual(connection.extraBody);
    expect(parametersOf({ stop: [] })).toEqual(connection.extraBody);
    const chosen = { topP: 0.9, seed: 7, stop: ['y'] };
    const named = { top_p: 0.9, seed: 7, stop: ['y'], temperature: 0 };
    expect(parametersOf(chosen)).toEqual(named);
    expect(parametersOf({ ...chosen, extraBody: { stop: null } })).toEqual({
      ...named,
      stop: null,
    });
  });

  it('are adapted like ours', () => {
    const extraBody = { max_tokens: 9, temperature: 1 };
    const adaptations = { max_tokens: refused, temperature: refused };
    expect(chatBody('m', { ...request, extraBody }, adaptations)).toEqual({
      model: 'm',
      messages: [],
      max_completion_tokens: 9,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('are told as they are sent, without model and messages', () => {
    const endpoint = {
      endpointUrl: 'https://host.example/v1/chat/completions',
      modelId: 'm',
      adaptations: { stream_options: refused },
      extraBody: { top_k: 40 },
    };
    expect(sentParameters(endpoint, { ...request, extraBody: { min_p: 0.1 } })).toEqual({
      max_tokens: 50,
      temperature: 0.7,
      top_k: 40,
      min_p: 0.1,
      stream: true,
    });
  });
});
