import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  type CallRecipe,
  reproduceCall,
} from '../../../../../server/endpoint/protocol/callRecipes.ts';
import { type FakeModelServer, startFakeModelServer } from '../../../../support/fakeModelServer.ts';

const apiKey = 'sk-"canary" $HOME';

/** Headers as a recipe has them; secret ones are read from the variables. */
const headers = [
  { name: 'api-key', value: null },
  { name: 'x-a', value: null },
  { name: 'x.a', value: null },
  { name: 'X-Title', value: `It's "mine", $HOME \`echo no\` {{ env.HOME }} @x` },
];
const headerVariables = {
  HEADER_API_KEY: `"first" $HOME 'secret'`,
  HEADER_X_A: 'second',
  HEADER_X_A_2: 'third',
};
const headersAsSent = {
  'api-key': headerVariables.HEADER_API_KEY,
  'x-a': 'second',
  'x.a': 'third',
  'x-title': headers[3]?.value,
};

const nastyTexts = [
  'What is the capital of France?',
  "It's 'quoted', \"twice\", and isn''t closed: '",
  'line one\nline two\r\n\ttabbed\n\n',
  `$HOME \${PATH} $(echo no) \`echo no\` \\$x \\\\ \\`,
  '@/etc/hostname',
  '-d --help',
  '!! !$ !echo',
  '%s %n %',
  'BODY\nEOF\n<<EOF',
  '\0 NUL, \u0007 bell, \u001b[31m red, \u007f DEL, \u0085 NEL, \u2028 \u2029 \ufeff \uffff',
  'Ünïcödé 🙂 日本語 \ud800 half a pair',
  '{{ env.HOME }} {% endraw %} {% raw %} {# comment #} {{{#x {%- if %} {{',
  '{"json": {"a": {}}}',
  `\${\`\${process.exit(1)}\`}`,
  '# not a comment\n- role: user\n--- &anchor *alias !tag | >',
  '',
];

let fake: FakeModelServer;
let folder: string;

beforeAll(async () => {
  fake = await startFakeModelServer();
  folder = mkdtempSync(join(tmpdir(), 'byom-reproduce-'));
});
afterEach(() => fake.reset());
afterAll(async () => {
  await fake.close();
  rmSync(folder, { recursive: true });
});

function recipe(change: Partial<CallRecipe> & { text?: string } = {}): CallRecipe {
  const { text = 'Hello', ...rest } = change;
  return {
    endpointUrl: `${fake.url}/chat/completions`,
    needsKey: true,
    body: {
      model: 'org/model:7b',
      messages: [
        { role: 'system', content: text },
        { role: 'user', content: text },
      ],
      max_tokens: 50,
      temperature: 0.5,
      stream: true,
      stream_options: { include_usage: true },
    },
    ...rest,
  };
}

/** Body texts as they arrive: what is no character cannot be sent. */
const sent = (body: unknown) => JSON.parse(JSON.stringify(body));

interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts a program with nothing of our environment but the path: no proxy, no settings of curl. */
function start(program: string, args: string[]) {
  return spawn(program, args, {
    env: { PATH: process.env.PATH, NODE_ENV: 'test', API_KEY: apiKey, ...headerVariables },
  });
}

function run(program: string, args: string[], input?: string): Promise<Finished> {
  const child = start(program, args);
  const finished: Finished = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    finished.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    finished.stderr += text;
  });
  if (input === undefined) child.stdin.destroy();
  else child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...finished, code }));
  });
}

const runCurl = (call: CallRecipe, shell = 'bash') => run(shell, [], reproduceCall(call).curl);

function programFile(call: CallRecipe, name = 'reproduce.mts'): string {
  const file = join(folder, name);
  writeFileSync(file, reproduceCall(call).typescript);
  return file;
}

/** That there was one call, and that it was the one of the recipe. */
function expectCallOf(call: CallRecipe, finished: Finished) {
  expect(finished).toMatchObject({ code: 0, stdout: expect.stringContaining('data: [DONE]') });
  expect(fake.calls).toHaveLength(1);
  const [arrived] = fake.calls;
  expect(arrived).toMatchObject({
    method: 'POST',
    path: '/v1/chat/completions',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
  });
  expect(arrived?.body).toEqual(sent(call.body));
}

describe('the curl command', () => {
  it('finds its programs', async () => {
    for (const program of ['curl', 'bash', 'sh']) {
      const { code } = await run('sh', ['-c', `command -v ${program}`]);
      expect(`${program}: ${code}`).toBe(`${program}: 0`);
    }
  });

  it.each(nastyTexts)('sends what was sent: %j', async (text) => {
    const call = recipe({ text });
    expectCallOf(call, await runCurl(call));
  });

  it.each([
    { shell: 'bash', repeats: 11_900, way: '--data-raw' },
    { shell: 'sh', repeats: 11_900, way: '--data-raw' },
    { shell: 'bash', repeats: 12_000, way: '--data-binary @-' },
    { shell: 'sh', repeats: 100_000, way: '--data-binary @-' },
  ])('$shell sends a text of $repeats repeats by $way', async ({ shell, repeats, way }) => {
    const call = recipe({ text: "é'$`".repeat(repeats) });
    expect(reproduceCall(call).curl).toContain(way);
    expectCallOf(call, await runCurl(call, shell));
  });

  it('calls an address with signs that a shell or curl would interpret', async () => {
    const query = "a=[1-2]&b={x,y}&c=$HOME&d='&e=*&f=!!";
    const { endpointUrl } = recipe();
    await runCurl(recipe({ endpointUrl: `${endpointUrl}?${query}` }));
    expect(fake.calls.map((call) => call.query)).toEqual([query]);
  });

  it('sends no Authorization header without a key, and shows what comes without delay', async () => {
    const { curl } = reproduceCall(recipe({ needsKey: false }));
    await run('bash', [], curl);
    expect(fake.calls[0]?.headers).not.toHaveProperty('authorization');
    expect(curl).not.toContain('API_KEY');
    expect(curl).toContain('--no-buffer');
    const whole = recipe({ body: { model: 'm', messages: [], stream: false } });
    expect(reproduceCall(whole).curl).not.toContain('--no-buffer');
  });

  it('sends added headers, secret ones from variables', async () => {
    expectCallOf(recipe({ headers }), await runCurl(recipe({ headers })));
    expect(fake.calls[0]?.headers).toMatchObject(headersAsSent);
  });

  it('keeps every argument whole, whatever is in the texts', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 60 }), (texts) => {
        const calls = texts.map((text) => recipe({ text, endpointUrl: `https://host/${text}` }));
        const script = [
          `curl() { for argument; do printf '%s\\0' "$argument"; done; }`,
          ...calls.map((call) => reproduceCall(call).curl),
        ].join('\n');
        const { stdout, status } = spawnSync('sh', [], { input: script, encoding: 'utf8' });
        expect(status).toBe(0);
        const args = stdout.split('\0');
        const bodies = args.filter((_, index) => args[index - 1] === '--data-raw');
        expect(bodies.map((body) => JSON.parse(body))).toEqual(calls.map(({ body }) => sent(body)));
        expect(args.filter((arg) => arg.startsWith('https://host/'))).toEqual(
          calls.map(({ endpointUrl }) => endpointUrl),
        );
      }),
      { numRuns: 20 },
    );
  });
});

/** Anything, rich in the signs that shells and templates care about; an address has no NUL. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'\'"`$\\!{}%#@&|;<>*?~()[]\n\r\t -'),
      fc.constantFrom('{{', '}}', '{%', '%}', '{#', '{% endraw %}', '{%raw%}', "'\\''", '\u2028'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join('').replaceAll('\0', ''));

describe('the TypeScript program', () => {
  it('sends what was sent', async () => {
    const messages = nastyTexts.map((content) => ({ role: 'user', content }));
    const call = recipe({ body: { ...recipe().body, messages } });
    expectCallOf(call, await run(process.execPath, [programFile(call)]));
  });

  it('sends added headers, secret ones from variables', async () => {
    const call = recipe({ headers });
    expectCallOf(call, await run(process.execPath, [programFile(call)]));
    expect(fake.calls[0]?.headers).toMatchObject(headersAsSent);
  });

  it('runs as JavaScript, too, and sends no Authorization header without a key', async () => {
    const call = recipe({ needsKey: false });
    const finished = await run(process.execPath, [programFile(call, 'reproduce.mjs')]);
    expect(finished).toMatchObject({ code: 0, stderr: '200 OK\n' });
    expect(fake.calls[0]?.headers).not.toHaveProperty('authorization');
    expect(reproduceCall(call).typescript).not.toContain('API_KEY');
  });

  it('prints the stream as it comes', async () => {
    fake.respond({ kind: 'answer', chunks: ['first words', { waitMs: 60_000 }, 'last words'] });
    const child = start(process.execPath, [programFile(recipe())]);
    const closed = new Promise((resolve) => child.once('close', resolve));
    let printed = '';
    for await (const text of child.stdout.setEncoding('utf8')) {
      printed += text;
      if (printed.includes('first words')) break;
    }
    expect(printed).toContain('first words');
    expect(printed).not.toContain('last words');
    child.kill();
    await closed;
  });
});

/**
 * What promptfoo makes of the prompt. It renders it as a Nunjucks template, unless it is JSON; then
 * it renders each string in it.
 */
function messagesFrom(template: string): unknown {
  const [, json = ''] = /^\{% raw %\}\n(.*)\n\{% endraw %\}$/s.exec(template) ?? [];
  expect(json).not.toMatch(/\{[{%#]/);
  return JSON.parse(json);
}

const promptfooOf = (call: CallRecipe) => parse(reproduceCall(call).promptfoo);

describe('the promptfoo configuration', () => {
  it('names the model, the address, the key and the parameters', () => {
    expect(promptfooOf(recipe({ endpointUrl: 'https://host/v1/chat/completions' }))).toEqual({
      env: { OPENAI_API_KEY: '' },
      providers: [
        {
          id: 'openai:chat:org/model:7b',
          config: {
            apiBaseUrl: 'https://host/v1',
            apiKeyEnvar: 'API_KEY',
            omitDefaults: true,
            passthrough: { max_tokens: 50, temperature: 0.5 },
          },
        },
      ],
      prompts: [expect.any(String)],
    });
  });

  it('asks for no key where none is needed, and adds no parameter that was not sent', () => {
    const { messages } = recipe().body;
    const body = { model: 'm', messages, max_completion_tokens: 9, stream: false };
    const endpointUrl = 'https://host/chat/completions?version=1';
    expect(promptfooOf(recipe({ endpointUrl, needsKey: false, body })).providers).toEqual([
      {
        id: 'openai:chat:m',
        config: {
          apiBaseUrl: 'https://host?version=1',
          apiKeyRequired: false,
          omitDefaults: true,
          passthrough: { max_completion_tokens: 9 },
        },
      },
    ]);
  });

  it.each([true, false])(
    'calls an unusual address exactly as it is; with a key: %s',
    (needsKey) => {
      const endpointUrl = 'https://host/generate?x=[1]';
      expect(promptfooOf(recipe({ endpointUrl, needsKey })).providers).toEqual([
        {
          id: 'https',
          config: {
            url: endpointUrl,
            method: 'POST',
            headers: {
              'Content-Type': 'application/json',
              ...(needsKey && { Authorization: 'Bearer {{ env.API_KEY }}' }),
            },
            body: {
              model: 'org/model:7b',
              messages: '{{ prompt }}',
              max_tokens: 50,
              temperature: 0.5,
            },
            transformResponse: 'json.choices[0].message.content',
          },
        },
      ]);
      expect(promptfooOf(recipe({ endpointUrl: 'http://host/generate' })).providers[0].id).toBe(
        'http',
      );
    },
  );

  it.each(nastyTexts)('keeps the messages: %j', (text) => {
    const call = recipe({ text });
    expect(messagesFrom(promptfooOf(call).prompts[0])).toEqual(sent(call.body.messages));
  });

  it('names added headers by the same variables, for either provider', () => {
    const { endpointUrl } = recipe();
    const configs = [endpointUrl, `${endpointUrl}/exact`].map(
      (url) =>
        parse(reproduceCall(recipe({ headers, endpointUrl: url })).promptfoo).providers[0].config,
    );
    for (const { headers: named } of configs) {
      expect(named).toMatchObject({
        'api-key': '{{ env.HEADER_API_KEY }}',
        'x-a': '{{ env.HEADER_X_A }}',
        'x.a': '{{ env.HEADER_X_A_2 }}',
        'X-Title': expect.stringContaining(`It's "mine"`),
      });
      // Not rendered by promptfoo.
      expect(named['X-Title']).not.toContain('{{ env.HOME }}');
    }
  });

  it('keeps the messages, whatever is in them, in characters that YAML allows', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const call = recipe({ text });
        const { promptfoo } = reproduceCall(call);
        expect(messagesFrom(parse(promptfoo).prompts[0])).toEqual(sent(call.body.messages));
        expect(promptfoo).toMatch(
          /^[\n\x20-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u,
        );
      }),
    );
  });

  it.each([
    ['Paris', { type: 'icontains-any', value: ['Paris'] }],
    ['Paris | City of Light', { type: 'icontains-any', value: ['Paris', 'City of Light'] }],
    ['42 & meters', { type: 'icontains-all', value: ['42', 'meters'] }],
    [
      'Monday & 18:35 | noon | 6:35 pm & Monday',
      {
        type: 'assert-set',
        threshold: 1 / 3,
        assert: [
          { type: 'icontains-all', value: ['Monday', '18:35'] },
          { type: 'icontains-all', value: ['noon'] },
          { type: 'icontains-all', value: ['6:35 pm', 'Monday'] },
        ],
      },
    ],
    ['a|b&c', { type: 'icontains-any', value: ['a|b&c'] }],
    ['a | ', { type: 'icontains-any', value: ['a'] }],
    [' & a', { type: 'icontains-any', value: [] }],
    ['2024-01-01 | 12 | yes', { type: 'icontains-any', value: ['2024-01-01', '12', 'yes'] }],
    [
      '{{ x }} | {%y | {#z | {a}',
      {
        type: 'icontains-any',
        value: ["{{ '{' }}{ x }}", "{{ '{' }}%y", "{{ '{' }}#z", '{a}'],
      },
    ],
    [
      'file://x | see file://x',
      { type: 'icontains-any', value: ["{{ 'file' }}://x", 'see file://x'] },
    ],
  ])('expects what we expected: %s', (expectedAnswer, assertion) => {
    expect(promptfooOf(recipe({ expectedAnswer })).tests).toEqual([{ assert: [assertion] }]);
  });

  it('writes expected answers so that no YAML parser takes them for dates or numbers', () => {
    const { promptfoo } = reproduceCall(recipe({ expectedAnswer: '2024-01-01 | 1_000' }));
    expect(promptfoo).toContain('- "2024-01-01"\n');
    expect(promptfoo).toContain('- "1_000"\n');
  });

  it.each([undefined, '', ' \n'])('expects nothing without an expected answer: %j', (none) => {
    const { promptfoo } = reproduceCall(recipe({ expectedAnswer: none }));
    expect(parse(promptfoo)).not.toHaveProperty('tests');
    expect(promptfoo).not.toContain('whole words');
  });

  it('says where it differs from the call', () => {
    const { promptfoo } = reproduceCall(recipe({ expectedAnswer: 'Paris' }));
    expect(promptfoo).toMatch(/^# .*streamed/m);
    expect(promptfoo).toMatch(/^# .*whole words/m);
    const whole = recipe({ body: { model: 'm', messages: [], stream: false } });
    expect(reproduceCall(whole).promptfoo).not.toContain('streamed');
  });
});
