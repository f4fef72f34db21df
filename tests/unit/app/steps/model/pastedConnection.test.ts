import { describe, expect, it } from 'vitest';
import {
  MAX_PASTED_LENGTH,
  readPasted,
  shownAddress,
} from '../../../../../app/steps/model/pastedConnection.ts';

const key = 'sk-pasted-0123456789';

describe('a curl command', () => {
  it.each([
    [
      'as the documentation of providers has it',
      `curl https://api.example.com/v1/chat/completions \\
  -H "Content-Type: application/json" \\
  -H "Authorization: Bearer ${key}" \\
  -d '{
    "model": "org/model",
    "messages": [{"role": "user", "content": "it'"'"'s; a | test & more"}]
  }'`,
    ],
    [
      'with the options first and one quote each',
      `curl -sS -X POST --max-time 30 --header 'authorization: bearer ${key}' --data-raw '{"model":"org/model"}' 'https://api.example.com/v1/chat/completions' | jq .`,
    ],
    [
      'in one line with = and short options attached',
      `$ curl --url=https://api.example.com/v1/chat/completions -H"Authorization: Bearer ${key}" --json="{\\"model\\": \\"org/model\\"}"`,
    ],
    [
      'copied from a browser',
      `curl 'https://api.example.com/v1/chat/completions' \\\r\n  -H 'accept: */*' \\\r\n  -H 'authorization: Bearer ${key}' \\\r\n  --data-binary $'{"model":"org/model"}'`,
    ],
  ])('is taken apart, %s', (_, command) => {
    expect(readPasted(command)).toEqual({
      endpointUrl: 'https://api.example.com/v1/chat/completions',
      apiKey: key,
      modelId: 'org/model',
      headers: {},
    });
  });

  it('keeps headers that the endpoint may need', () => {
    expect(
      readPasted('curl -H "api-key: abc" -H "Host: x" https://x.openai.azure.com/openai/v1'),
    ).toMatchObject({ apiKey: '', headers: { 'api-key': 'abc' } });
    expect(
      readPasted('curl -H "Authorization: Basic dTpw" https://host.example/v1')?.headers,
    ).toEqual({ Authorization: 'Basic dTpw' });
  });

  it.each(['$OPENAI_API_KEY', '${OPENAI_API_KEY}', '<token>', '%OPENAI_API_KEY%'])(
    'has no key where a shell would fill it in: %s',
    (variable) => {
      const pasted = readPasted(
        `curl https://api.example.com/v1 -H "Authorization: Bearer ${variable}"`,
      );
      expect(pasted).toMatchObject({ endpointUrl: 'https://api.example.com/v1', apiKey: '' });
      expect(pasted?.headers).toEqual({});
    },
  );

  it('finds the model in a body that is no JSON', () => {
    const command = `curl https://h.example/v1 -d '{"model": "m-1", "messages": $MESSAGES}'`;
    expect(readPasted(command)?.modelId).toBe('m-1');
  });

  it.each([`curl 'https://h.example`, 'curl ', 'curl --help', 'curl "', 'curl -H'])(
    'that says nothing is none: %s',
    (command) => expect(readPasted(command)).toBeNull(),
  );
});

describe('lines of an .env file', () => {
  it.each([
    `OPENAI_BASE_URL=https://api.example.com/v1\nOPENAI_API_KEY=${key}\nOPENAI_MODEL=org/model`,
    `# my server\nexport OPENAI_API_BASE="https://api.example.com/v1"\r\n\r\nexport API_KEY='${key}' # mine\nMODEL_NAME = org/model`,
    `LLM_ENDPOINT=https://api.example.com/v1\nHF_TOKEN=${key}\nLLM_MODEL_ID="org/model"\nDEBUG=1`,
  ])('are taken apart: %j', (lines) => {
    expect(readPasted(lines)).toEqual({
      endpointUrl: 'https://api.example.com/v1',
      apiKey: key,
      modelId: 'org/model',
      headers: {},
    });
  });

  it('may name a key alone, and an address without a scheme', () => {
    expect(readPasted(`GROQ_API_KEY=${key}`)).toMatchObject({ endpointUrl: '', apiKey: key });
    expect(readPasted('OLLAMA_HOST=127.0.0.1:11434')?.endpointUrl).toBe('127.0.0.1:11434');
  });
});

it.each([
  '',
  'https://api.example.com/v1',
  'https://api.example.com/v1?api-version=1&x=y',
  '127.0.0.1:11434',
  'DEBUG=1',
  'just some words',
  `a=1\nand prose`,
  `OPENAI_API_KEY=${'x'.repeat(MAX_PASTED_LENGTH)}`,
  `${'A=1\n'.repeat(300)}API_KEY=${key}`,
  // As a field of one line runs them together.
  `OPENAI_BASE_URL=https://api.example.com/v1OPENAI_API_KEY=${key}`,
])('anything else is left as it is: %j', (text) => {
  expect(readPasted(text)).toBeNull();
});

it('takes no long over what is long', () => {
  for (const piece of ['"', "'", '\\', '\\\n', '-H a: ', 'A=', '${', ' curl', "$'", '\n']) {
    const count = Math.floor(MAX_PASTED_LENGTH / piece.length) - 10;
    readPasted(`curl ${piece.repeat(count)}`);
    readPasted(`A=${piece.repeat(count)}`);
  }
});

describe('an address is shown again', () => {
  it.each([
    'https://api.example.com/v1',
    'api.example.com',
    'localhost:8000/v1',
    'http://10.0.0.1/v1',
    'http://localhost',
  ])('as it was typed: %s', (address) => expect(shownAddress(address)).toBe(address));

  it.each([
    key,
    `https://me:${key}@host.example/v1`,
    `curl https://h.example -H "Authorization: Bearer ${key}"`,
    `OPENAI_API_KEY=${key}`,
    `OPENAI_BASE_URL=https://api.example.com/v1OPENAI_API_KEY=${key}`,
    `https://api.example.com/v1OPENAI_API_KEY=${key}`,
    `https://api.example.com/v1?api_key=${key}`,
    `http://${'x'.repeat(5_000)}`,
    'http://[',
  ])('but not where it may hold a secret: %s', (text) => expect(shownAddress(text)).toBe(''));
});
