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
      `curl 'https://api.example.com/v1/chat/completions' \\\r\n  -H 'accept: */*' \\\r\n  -H 'origin: https://chat.example' -H 'sec-fetch-mode: cors' \\\r\n  -H 'authorization: Bearer ${key}' \\\r\n  --data-binary $'{"model":"org/model","prompt":"it\\'s \\u0021"}'`,
    ],
    [
      'copied from a browser for the prompt of Windows',
      `curl ^"https://api.example.com/v1/chat/completions^" ^\r\n  -H ^"authorization: Bearer ${key}^" ^\r\n  --data-raw ^"^{^\\^"model^\\^":^\\^"org/model^\\^"^}^"`,
    ],
    [
      'with single letters in one word',
      `curl -sSXPOST -sH 'Authorization: Bearer ${key}' -sd '{"model":"org/model"}' https://api.example.com/v1/chat/completions`,
    ],
    [
      'with the variable set before it',
      `\`\`\`sh\nexport OPENAI_API_KEY=${key}\n$ curl https://api.example.com/v1/chat/completions -H "Authorization: Bearer $OPENAI_API_KEY" -d '{"model":"org/model"}'\n\`\`\``,
    ],
    [
      'with the variables before it in its own line',
      `MODE=x OPENAI_API_KEY=${key} curl https://api.example.com/v1/chat/completions -H "Authorization: Bearer $OPENAI_API_KEY" -d '{"model":"org/model"}'`,
    ],
    [
      'with the key in the address',
      `curl "https://api.example.com/v1/chat/completions?key=${key}" -d '{"model":"org/model"}'`,
    ],
    [
      'with another one behind it',
      `curl https://api.example.com/v1/chat/completions -H "Authorization: Bearer ${key}" -d '{"model":"org/model"}'\ncurl https://other.example/v1 -H "api-key: other"`,
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

  it.each(['-u me:pass https://host.example/v1', 'https://me:pass@host.example/v1'])(
    'keeps a password in a header and shows it nowhere: %s',
    (command) => {
      expect(readPasted(`curl ${command}`)).toEqual({
        endpointUrl: 'https://host.example/v1',
        apiKey: '',
        modelId: '',
        headers: { Authorization: `Basic ${btoa('me:pass')}` },
      });
    },
  );

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
    `ANTHROPIC_API_KEY=other\nANTHROPIC_MODEL=other\nGITHUB_TOKEN=other\nDB_HOST=localhost:5432\nOPENAI_BASE_URL=https://api.example.com/v1\nOPENAI_API_KEY=${key}\nOPENAI_MODEL=org/model`,
    `$env:OPENAI_BASE_URL="https://api.example.com/v1"\n$env:OPENAI_API_KEY="${key}";\n$env:OPENAI_MODEL='org/model'`,
    `export OPENAI_BASE_URL=https://api.example.com/v1; export OPENAI_API_KEY=${key}; export OPENAI_MODEL=org/model`,
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

it('no key of several goes to an address that is of none of their providers', () => {
  const lines = `ANTHROPIC_API_KEY=a\nGROQ_API_KEY=b\nLLM_BASE_URL=https://api.example.com/v1`;
  expect(readPasted(lines)).toMatchObject({
    endpointUrl: 'https://api.example.com/v1',
    apiKey: '',
  });
});

it.each([
  `client = OpenAI(\n  base_url="https://api.example.com/v1",\n  api_key="${key}",\n)\nclient.chat.completions.create(model="org/model")`,
  `fetch('https://api.example.com/v1', { headers: { Authorization: 'Bearer ${key}' }, body: JSON.stringify({ model: 'org/model' }) })`,
  `Invoke-RestMethod -Uri "https://api.example.com/v1" -Headers @{ "Authorization" = "Bearer ${key}" } -Body '{"model": "org/model"}'`,
])('a piece of a program is taken apart: %j', (program) => {
  expect(readPasted(program)).toEqual({
    endpointUrl: 'https://api.example.com/v1',
    apiKey: key,
    modelId: 'org/model',
    headers: {},
  });
});

it('what a program fills in is no key', () => {
  const program = 'post("https://h.example/v1", headers={"Authorization": f"Bearer {KEY}"})';
  expect(readPasted(program)).toMatchObject({ endpointUrl: 'https://h.example/v1', apiKey: '' });
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
  for (const piece of [
    '"',
    "'",
    '\\',
    '\\\n',
    '-H a: ',
    'A=',
    '${',
    ' curl',
    "$'",
    '\n',
    '&',
    'A=;',
    '^',
    'A= ',
    '$env:',
    'api_key: "',
  ]) {
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
    `eyJhbGciOiJIUzI1NiJ9.${'eyJzdWIi'.repeat(10)}.c2ln`,
    'http://[',
    'https://h.example/v1#sk-abcdef',
  ])('but not where it may hold a secret: %s', (text) => expect(shownAddress(text)).toBe(''));
});
