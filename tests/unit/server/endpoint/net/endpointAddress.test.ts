import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../../../contract/domainError.ts';
import {
  modelsUrlOf,
  readEndpointAddress,
} from '../../../../../server/endpoint/net/endpointAddress.ts';

const chat = 'https://host.example/v1/chat/completions';

/** Where the chat route is looked for below `origin`, first to last. */
const below = (origin: string, ...bases: string[]) =>
  bases.map((base) => `${origin}${base}/chat/completions`);

function addressesOf(typed: string): string[] {
  const { endpointUrl, alternatives } = readEndpointAddress(typed);
  return [endpointUrl, ...alternatives];
}

function refusalOf(typed: string, options?: { exact: boolean }): DomainError {
  try {
    readEndpointAddress(typed, options);
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ kind: 'invalid_input', field: 'endpointUrl' });
    return error as DomainError;
  }
  throw new Error('was not refused');
}

describe('an address that leaves no doubt is read as one chat route', () => {
  it.each([
    // the chat route itself
    [chat, chat],
    [`${chat}/`, chat],
    [`${chat}///`, chat],
    [`${chat}#section`, chat],
    [`${chat}?`, chat],
    ['https://host.example//v1//chat//completions', chat],
    ['https://host.example/v1/Chat/Completions', chat],
    [`${chat}/chat/completions`, chat],
    [`${chat}/v1/chat/completions`, chat],
    [`${chat}/models`, chat],
    [`${chat}/some/id`, chat],
    ['https://host.example/v1/v1/chat/completions', chat],
    ['https://host.example/chat/completions', 'https://host.example/chat/completions'],
    ['https://host.example/api/chat/completions', 'https://host.example/api/chat/completions'],
    ['https://host.example/a/chat/completions', 'https://host.example/a/chat/completions'],
    [
      'https://host.example/v1/models/m/chat/completions',
      'https://host.example/v1/models/m/chat/completions',
    ],
    // a base that ends in its version
    ['https://host.example/v1', chat],
    ['https://host.example/v1/', chat],
    ['https://host.example/v1///', chat],
    ['https://host.example//v1', chat],
    ['https://host.example/v1/v1', chat],
    ['https://host.example/v1/v1/v1/', chat],
    ['HTTPS://Host.Example/v1', chat],
    ['https://host.example:443/v1', chat],
    ['https://host.example/openai/v1', 'https://host.example/openai/v1/chat/completions'],
    ['https://host.example/openai/v1/openai/v1', 'https://host.example/openai/v1/chat/completions'],
    ['https://host.example/api/v1', 'https://host.example/api/v1/chat/completions'],
    ['https://host.example/inference/v1', 'https://host.example/inference/v1/chat/completions'],
    ['https://host.example/api/paas/v4', 'https://host.example/api/paas/v4/chat/completions'],
    ['https://host.example/v1beta/openai', 'https://host.example/v1beta/openai/chat/completions'],
    [
      'https://host.example/compatible-mode/v1/',
      'https://host.example/compatible-mode/v1/chat/completions',
    ],
    ['http://[::1]:8000/v1', 'http://[::1]:8000/v1/chat/completions'],
    ['http://2130706433/v1', 'http://127.0.0.1/v1/chat/completions'],
    ['https://host.example/v1?team=a%20b', `${chat}?team=a%20b`],
    // a route beside the chat route
    ['https://host.example/v1/models', chat],
    ['https://host.example/v1/models/some-model', chat],
    ['https://host.example/v1/completions', chat],
    ['https://host.example/v1/embeddings/', chat],
    ['https://host.example/v1/responses', chat],
    ['https://host.example/v1/chat', chat],
    ['https://host.example/v1/v1/models', chat],
    ['https://host.example/api/v1/models', 'https://host.example/api/v1/chat/completions'],
  ])('%s', (typed, stored) => {
    expect(readEndpointAddress(typed)).toEqual({ endpointUrl: stored, alternatives: [] });
  });
});

describe('a provider whose base is known', () => {
  it.each([
    ['https://api.together.xyz', 'https://api.together.xyz/v1/chat/completions'],
    ['api.together.xyz/v1', 'https://api.together.xyz/v1/chat/completions'],
    ['https://api.openai.com/chat/completions', 'https://api.openai.com/v1/chat/completions'],
    ['https://api.mistral.ai/', 'https://api.mistral.ai/v1/chat/completions'],
    ['https://api.groq.com', 'https://api.groq.com/openai/v1/chat/completions'],
    ['https://api.groq.com/v1', 'https://api.groq.com/openai/v1/chat/completions'],
    ['https://api.groq.com/openai', 'https://api.groq.com/openai/v1/chat/completions'],
    ['https://api.groq.com/openai/v1', 'https://api.groq.com/openai/v1/chat/completions'],
    ['https://api.groq.com/v1/chat/completions', 'https://api.groq.com/openai/v1/chat/completions'],
    ['https://openrouter.ai', 'https://openrouter.ai/api/v1/chat/completions'],
    ['https://openrouter.ai/api', 'https://openrouter.ai/api/v1/chat/completions'],
    ['openrouter.ai/v1/', 'https://openrouter.ai/api/v1/chat/completions'],
    ['https://api.fireworks.ai', 'https://api.fireworks.ai/inference/v1/chat/completions'],
    ['https://api.fireworks.ai/v1', 'https://api.fireworks.ai/inference/v1/chat/completions'],
    ['https://api.deepseek.com', 'https://api.deepseek.com/chat/completions'],
    ['https://api.deepseek.com/v1', 'https://api.deepseek.com/v1/chat/completions'],
    [
      'https://generativelanguage.googleapis.com',
      'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions',
    ],
    [
      'https://generativelanguage.googleapis.com/v1beta/models/gemini-flash:generateContent',
      'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions',
    ],
    ['https://api.perplexity.ai', 'https://api.perplexity.ai/chat/completions'],
    [
      'https://dashscope.aliyuncs.com/v1',
      'https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions',
    ],
    ['https://res.openai.azure.com', 'https://res.openai.azure.com/openai/v1/chat/completions'],
    ['https://res.openai.azure.com/v1/', 'https://res.openai.azure.com/openai/v1/chat/completions'],
    [
      'https://res.openai.azure.com/openai/v1',
      'https://res.openai.azure.com/openai/v1/chat/completions',
    ],
    [
      'https://res.services.ai.azure.com/models',
      'https://res.services.ai.azure.com/openai/v1/chat/completions',
    ],
    [
      'https://res.openai.azure.com?api-version=preview',
      'https://res.openai.azure.com/openai/v1/chat/completions?api-version=preview',
    ],
    [
      'https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
      'https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
    ],
    [
      'https://x.openai.azure.com/openai/deployments/d?api-version=2024-10-21',
      'https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
    ],
    [
      'https://x.openai.azure.com/openai/deployments/chat',
      'https://x.openai.azure.com/openai/deployments/chat/chat/completions',
    ],
  ])('%s', (typed, stored) => {
    expect(readEndpointAddress(typed)).toEqual({ endpointUrl: stored, alternatives: [] });
  });

  it('is offered before a guess when the path is another', () => {
    expect(addressesOf('https://api.groq.com/docs')).toEqual(
      below('https://api.groq.com', '/docs', '/docs/v1', '/openai/v1'),
    );
  });

  it('is known by its whole host name', () => {
    const origin = 'https://api.groq.com.host.example';
    expect(addressesOf(`${origin}/v1`)).toEqual(below(origin, '/v1'));
    expect(addressesOf('https://openai.azure.com.host.example')[0]).toBe(
      'https://openai.azure.com.host.example/v1/chat/completions',
    );
  });
});

describe('a path that is a guess has alternatives', () => {
  const origin = 'https://host.example';
  it.each([
    ['', ['/v1', '', '/api/v1', '/openai/v1']],
    ['/', ['/v1', '', '/api/v1', '/openai/v1']],
    ['/models', ['/v1', '', '/api/v1', '/openai/v1']],
    ['/foo', ['/foo', '/foo/v1', '/v1']],
    ['/foo/bar//', ['/foo/bar', '/foo/bar/v1', '/v1']],
    ['/foo/models', ['/foo', '/foo/v1', '/v1']],
    ['/openai', ['/openai', '/openai/v1', '/v1']],
    ['/v1/foo', ['/v1/foo', '/v1/foo/v1', '/v1']],
    ['/x/v2/foo', ['/x/v2/foo', '/x/v2/foo/v1', '/x/v2', '/v1']],
    ['/api', ['/v1', '/api', '/api/v1', '']],
    ['/api/chat', ['/v1', '/api', '/api/v1', '']],
    ['/api/generate', ['/v1', '/api', '/api/v1', '']],
    ['/api/tags/', ['/v1', '/api', '/api/v1', '']],
    ['/ollama/api/chat', ['/ollama/v1', '/ollama/api', '/ollama/api/v1', '/ollama']],
  ])('%j', (path, bases) => {
    expect(addressesOf(`${origin}${path}`)).toEqual(below(origin, ...bases));
  });

  it('of which none repeats a version', () => {
    expect(addressesOf(`${origin}/v1/v1/foo`)).toEqual(
      below(origin, '/v1/v1/foo', '/v1/v1/foo/v1', '/v1'),
    );
  });

  it('keeps the query in each of them', () => {
    for (const address of addressesOf(`${origin}/foo?api-version=1`)) {
      expect(address).toMatch(/\/chat\/completions\?api-version=1$/);
    }
  });
});

describe('an address without its scheme', () => {
  it.each([
    ['host.example', 'https://host.example'],
    ['host.example/v1', 'https://host.example'],
    ['//host.example/v1', 'https://host.example'],
    ['Host.Example:443/v1', 'https://host.example'],
    ['host.example:8000', 'http://host.example:8000'],
    ['host.example:80', 'http://host.example'],
    ['vllm:8000/v1', 'http://vllm:8000'],
    ['localhost', 'http://localhost'],
    ['localhost:11434', 'http://localhost:11434'],
    ['localhost:11434/api/generate', 'http://localhost:11434'],
    ['api.localhost/v1', 'http://api.localhost'],
    ['127.0.0.1:8000', 'http://127.0.0.1:8000'],
    ['203.0.113.7/v1', 'http://203.0.113.7'],
    ['203.0.113.7:443', 'https://203.0.113.7'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['[2001:db8::1]/v1', 'http://[2001:db8::1]'],
    ['bücher.example', 'https://xn--bcher-kva.example'],
    ['https://https://host.example/v1', 'https://host.example'],
    ['https://http://host.example/v1', 'http://host.example'],
  ])('%s is at %s', (typed, origin) => {
    expect(readEndpointAddress(typed).endpointUrl).toBe(`${origin}/v1/chat/completions`);
  });
});

describe('what an address was wrapped in', () => {
  it.each([
    `  ${chat}\n`,
    `\u200b${chat}\ufeff`,
    `"${chat}"`,
    `'${chat}'`,
    `\`${chat}\``,
    `<${chat}>`,
    `“${chat}”`,
    ` "<${chat}>" `,
    '"host.example"',
  ])('%j is left out', (typed) => {
    expect(readEndpointAddress(typed).endpointUrl).toBe(chat);
  });
});

describe('an address to be used exactly', () => {
  it.each([
    ['https://host.example/predict?model=a&x', 'https://host.example/predict?model=a&x'],
    ['https://host.example/v1/', 'https://host.example/v1/'],
    ['https://host.example//v1/v1/models', 'https://host.example//v1/v1/models'],
    ['https://api.groq.com/v1', 'https://api.groq.com/v1'],
    ['https://host.example', 'https://host.example/'],
    ['https://host.example/a?#b', 'https://host.example/a?'],
    [' localhost:8000/generate ', 'http://localhost:8000/generate'],
  ])('%s', (typed, stored) => {
    expect(readEndpointAddress(typed, { exact: true })).toEqual({
      endpointUrl: stored,
      alternatives: [],
    });
  });

  it.each(['ftp://host/', 'https://user@host/', 'https://host.example/?api_key=x', 'nonsense'])(
    'is refused like any other: %s',
    (typed) => {
      expect(refusalOf(typed, { exact: true }).message).toBe(refusalOf(typed).message);
    },
  );
});

describe('what is not the address of an endpoint is refused', () => {
  it.each([
    ['', 'not a URL'],
    ['nonsense', 'not a URL'],
    ['llama3.2', 'not a URL'],
    ['3.14', 'not a URL'],
    ['999.1.1.1', 'not a URL'],
    ['meta-llama/Llama-3.1', 'not a URL'],
    ['two words.example', 'not a URL'],
    ['/v1/chat/completions', 'not a URL'],
    ['?x=1', 'not a URL'],
    ['[nonsense]:8000', 'not a URL'],
    ['host..example/v1', 'not a URL'],
    ['http://', 'not a URL'],
    ['http://a b/', 'not a URL'],
    ['http://[fe80::1%25eth0]/v1', 'not a URL'],
    ['http://256.1.1.1/', 'not a URL'],
    ['http://host:99999/', 'not a URL'],
    ['localhost:99999', 'not a URL'],
    ['ftp://host/v1', 'must start with http'],
    ['file:///etc/passwd', 'must start with http'],
    ['javascript:alert(1)', 'must start with http'],
    ['ws://host.example/v1', 'must start with http'],
    ['C:\\models\\model.gguf', 'must start with http'],
    ['https://user:secret@host/v1', 'user name and password'],
    ['https://user@host/v1', 'user name and password'],
    ['https://:secret@host/v1', 'user name and password'],
    ['https://api.openai.com@127.0.0.1/v1', 'user name and password'],
    ['user:secret@host.example/v1', 'user name and password'],
    ['user:1234@host.example', 'user name and password'],
    ['someone@host.example', 'user name and password'],
  ])('%j', (typed, reason) => {
    expect(refusalOf(typed).message).toContain(reason);
  });

  it.each([
    'key',
    'KEY',
    'api_key',
    'api-key',
    'apiKey',
    'apikey',
    'x-api-key',
    'api%5Fkey',
    'token',
    'access_token',
    'auth-token',
    'code',
    'sig',
    'Signature',
    'X-Amz-Signature',
    'X-Amz-Credential',
    'subscription-key',
    'Ocp-Apim-Subscription-Key',
    'secret',
    'client_secret',
    'password',
    'Authorization',
  ])('a key in the query as %s', (name) => {
    for (const query of [`${name}=hunter2`, `a=1&${name}=hunter2`, `a=1;${name}=hunter2`]) {
      const { message } = refusalOf(`https://host.example/v1?${query}`);
      expect(message).toContain('into its own field');
      expect(message).not.toContain('hunter2');
    }
  });

  it.each(['api-version', 'model', 'max_tokens', 'tokenizer', 'keyspace', 'encode', 'region'])(
    'but not a query that says %s',
    (name) => {
      expect(readEndpointAddress(`${chat}?${name}=a`).endpointUrl).toBe(`${chat}?${name}=a`);
    },
  );

  it.each([
    'sk-canary0123456789',
    'sk canary0123456789',
    'canary0123456789',
    'https://canary0123456789@host.example',
    'https://u:canary0123456789@host.example',
    'u:canary0123456789@host.example',
    'canary0123456789://host.example',
    'https://host example/canary0123456789',
    'host.example:canary0123456789',
    'https://host.example/?token=canary0123456789',
    'Bearer canary0123456789',
    `canary0123456789.${'a'.repeat(64)}.canary`,
  ])('without repeating anything of %j', (typed) => {
    expect(refusalOf(typed).message).not.toContain('canary');
  });
});

describe('any text', () => {
  const segment = fc.oneof(
    fc.constantFrom('v1', 'V1', 'v4', 'v1beta', 'chat', 'completions', 'models', 'responses'),
    fc.constantFrom('api', 'openai', 'generate', 'inference', 'deployments', '', '.', '..', '%2f'),
    fc.string({ maxLength: 6 }),
  );
  const host = fc.constantFrom(
    'host.example',
    'localhost:8000',
    '[::1]:8080',
    'api.groq.com',
    'api.deepseek.com',
    'openrouter.ai',
    'generativelanguage.googleapis.com',
    'res.openai.azure.com',
    'api.together.xyz:8443',
  );
  const address = fc
    .tuple(
      fc.constantFrom('http://', 'https://', 'HTTPS://', '', '//', 'https:'),
      host,
      fc.array(segment, { maxLength: 7 }),
      fc.constantFrom('', '/', '?', '?api-version=1', '#x', '/chat/completions'),
    )
    .map(([scheme, name, path, end]) => `${scheme}${[name, ...path].join('/')}${end}`);
  const text = fc.oneof(
    { weight: 4, arbitrary: address },
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );

  function readOrRefuse(typed: string) {
    try {
      return readEndpointAddress(typed);
    } catch (error) {
      expect(error).toBeInstanceOf(DomainError);
      return undefined;
    }
  }

  it('is refused as such, or read as addresses of one origin that are read as themselves', () => {
    let read = 0;
    fc.assert(
      fc.property(text, (typed) => {
        const found = readOrRefuse(typed);
        if (!found) return;
        read++;
        const all = [found.endpointUrl, ...found.alternatives];
        expect(new Set(all).size).toBe(all.length);
        expect(found.alternatives.length).toBeLessThanOrEqual(4);
        expect(new Set(all.map((url) => new URL(url).origin)).size).toBe(1);
        for (const url of all) {
          expect(new URL(url).pathname).toMatch(/\/chat\/completions$/);
          expect(readEndpointAddress(url)).toEqual({ endpointUrl: url, alternatives: [] });
        }
      }),
      { numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(1_000);
  });

  it('keeps its origin where it had one', () => {
    fc.assert(
      fc.property(fc.webUrl(), (typed) => {
        expect(new URL(readEndpointAddress(typed).endpointUrl).origin).toBe(new URL(typed).origin);
      }),
    );
  });

  it('stays the same address when it is to be used exactly', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (typed) => {
        fc.pre(readOrRefuse(typed) !== undefined);
        expect(readEndpointAddress(typed, { exact: true })).toEqual({
          endpointUrl: new URL(typed).href,
          alternatives: [],
        });
      }),
    );
  });
});

describe('the list of models', () => {
  it.each([
    [chat, 'https://host.example/v1/models'],
    ['https://host.example/chat/completions', 'https://host.example/models'],
    [`${chat}?api-version=1`, 'https://host.example/v1/models?api-version=1'],
    ['https://host.example/v1', null],
    ['https://host.example/v1/chat/completions/', null],
    ['https://host.example/?path=/chat/completions', null],
    ['https://host.example/v1/notchat/completions', null],
  ])('beside %s is %s', (endpointUrl, modelsUrl) => {
    expect(modelsUrlOf(endpointUrl)).toBe(modelsUrl);
  });
});
