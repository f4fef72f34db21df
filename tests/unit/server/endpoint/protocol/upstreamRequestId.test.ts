import { describe, expect, it } from 'vitest';
import { readUpstreamRequestId } from '../../../../../server/endpoint/protocol/upstreamRequestId.ts';

describe('the request id of a provider', () => {
  it.each([
    ['OpenAI', { 'x-request-id': 'req_7f3a' }, 'req_7f3a'],
    ['Anthropic', { 'request-id': 'req_011CS' }, 'req_011CS'],
    ['Azure', { 'apim-request-id': '1b5c-42', 'x-ms-region': 'East US' }, '1b5c-42'],
    ['Azure, the service itself', { 'x-ms-request-id': '9d0f' }, '9d0f'],
    ['Amazon Bedrock', { 'x-amzn-requestid': 'e2b1-9c' }, 'e2b1-9c'],
    ['Mistral', { 'mistral-correlation-id': '0196-ab' }, '0196-ab'],
    ['OpenRouter', { 'cf-ray': '8f1-FRA', 'x-generation-id': 'gen-17' }, 'gen-17'],
    ['Cloudflare alone', { 'cf-ray': '8f1-FRA' }, '8f1-FRA'],
    ['a gateway that passes one on', { 'cf-ray': '8f1-FRA', 'x-request-id': 'req_1' }, 'req_1'],
    ['several headers of one name', { 'x-request-id': ['a', 'b'] }, 'a, b'],
    ['nobody', { 'content-type': 'application/json' }, null],
    ['an empty header', { 'x-request-id': '', 'cf-ray': ' 8f1 ' }, '8f1'],
    ['nothing that can be printed', { 'x-request-id': '\u00e9\u0007' }, null],
  ])('%s', (_who, headers, id) => {
    expect(readUpstreamRequestId(headers)).toBe(id);
  });

  it('is plain text of at most 200 characters, whatever a server sends', () => {
    const id = readUpstreamRequestId({
      'x-request-id': `\u001b[2Jid\u0000\u202e${'x'.repeat(400)}`,
    });
    expect(id).toBe(`[2Jid${'x'.repeat(195)}`);
  });
});
