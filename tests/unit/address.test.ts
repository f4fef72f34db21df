import { describe, expect, it } from 'vitest';
import { DomainError } from '../../server/domainError.ts';
import { normaliseEndpointUrl } from '../../server/endpoint/address.ts';

const chat = 'https://host.example/v1/chat/completions';

describe('what people paste becomes the address of the chat route', () => {
  it.each([
    [chat, chat],
    [`${chat}/`, chat],
    [`  ${chat}\n`, chat],
    [`${chat}#section`, chat],
    ['https://host.example/v1', chat],
    ['https://host.example/v1/', chat],
    ['https://host.example/v1///', chat],
    ['https://host.example//v1//chat//completions', chat],
    ['https://host.example', chat],
    ['https://host.example/', chat],
    ['HTTPS://Host.Example/v1', chat],
    ['https://host.example:443/v1', chat],
    ['https://api.groq.com/openai/v1', 'https://api.groq.com/openai/v1/chat/completions'],
    ['https://openrouter.ai/api/v1', 'https://openrouter.ai/api/v1/chat/completions'],
    [
      'https://api.fireworks.ai/inference/v1',
      'https://api.fireworks.ai/inference/v1/chat/completions',
    ],
    ['http://127.0.0.1:11434', 'http://127.0.0.1:11434/v1/chat/completions'],
    ['https://open.example/api/paas/v4', 'https://open.example/api/paas/v4/chat/completions'],
    ['http://[::1]:8000/v1', 'http://[::1]:8000/v1/chat/completions'],
    ['http://2130706433/v1', 'http://127.0.0.1/v1/chat/completions'],
    [
      'https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
      'https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
    ],
    [
      'https://x.openai.azure.com/openai/deployments/d?api-version=2024-10-21',
      'https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
    ],
  ])('%j is %s', (typed, stored) => {
    expect(normaliseEndpointUrl(typed)).toBe(stored);
  });

  it('gives the same again for what it gave', () => {
    for (const typed of ['https://host.example', 'http://h/a//b/', chat]) {
      const once = normaliseEndpointUrl(typed);
      expect(normaliseEndpointUrl(once)).toBe(once);
    }
  });
});

describe('what is not the address of an endpoint is refused on its field', () => {
  it.each([
    ['api.together.xyz/v1', 'not a web address'],
    ['', 'not a web address'],
    ['http://', 'not a web address'],
    ['http://a b/', 'not a web address'],
    ['http://[fe80::1%25eth0]/v1', 'not a web address'],
    ['http://256.1.1.1/', 'not a web address'],
    ['http://host:99999/', 'not a web address'],
    ['localhost:11434', 'must start with http'],
    ['ftp://host/v1', 'must start with http'],
    ['file:///etc/passwd', 'must start with http'],
    ['javascript:alert(1)', 'must start with http'],
    ['https://user:secret@host/v1', 'user name and password'],
    ['https://user@host/v1', 'user name and password'],
    ['https://:secret@host/v1', 'user name and password'],
    ['https://api.openai.com@127.0.0.1/v1', 'user name and password'],
  ])('%j', (typed, reason) => {
    const attempt = () => normaliseEndpointUrl(typed);
    expect(attempt).toThrow(DomainError);
    expect(attempt).toThrow(reason);
    expect(attempt).toThrow(
      expect.objectContaining({ kind: 'invalid_input', field: 'endpointUrl' }),
    );
  });

  it('repeats only the beginning of what was pasted', () => {
    expect(() => normaliseEndpointUrl('x'.repeat(5_000))).toThrow(/^.{1,200}$/);
  });
});
