/** A call as text that anybody can run, with environment variables in place of key and secret headers. */

import { Document, Scalar } from 'yaml';
import type { CallRecipes } from '../../../contract/callRecipes.ts';
import { parseExpectedAnswer } from '../../../contract/expectedAnswer.ts';
import type { ShownHeader } from '../../../contract/requestHeaders.ts';
import type { CalledEndpoint, ChatBody, ChatRequest } from '../modelCall.ts';
import { type RecipeHeader, recipeHeaders } from './recipeHeaders.ts';
import { chatBody } from './requestAdaptation.ts';
import { effectiveExtraBody } from './requestParameters.ts';

/** A call as it was sent. */
export interface CallRecipe {
  /** Full address of the chat route. */
  endpointUrl: string;
  /** Without one, no `Authorization: Bearer` header is sent. */
  needsKey: boolean;
  /** Headers that the person added. Default none. */
  headers?: ShownHeader[];
  /** The JSON of the request. */
  body: Record<string, unknown>;
  /** In the grader's words: ` | ` between alternatives, ` & ` between parts that must all be there. */
  expectedAnswer?: string;
}

/** An endpoint to show calls to. */
export type ReproducedEndpoint = CalledEndpoint & Pick<CallRecipe, 'needsKey' | 'headers'>;

/** The call that asks `endpoint` for `request`, adapted as it is known to want it. */
export function reproduceRequest(
  endpoint: ReproducedEndpoint,
  request: ChatRequest,
  expectedAnswer?: string,
): CallRecipes {
  const { endpointUrl, needsKey, headers } = endpoint;
  const body = bodyFor(endpoint, request);
  return reproduceCall({ endpointUrl, needsKey, headers, body, expectedAnswer });
}

/** What `endpoint` is asked with beside model and messages, adapted as it is known to want it. */
export function sentParameters(
  endpoint: CalledEndpoint,
  request: Omit<ChatRequest, 'messages'>,
): Record<string, unknown> {
  const {
    model: _model,
    messages: _messages,
    ...sent
  } = bodyFor(endpoint, {
    ...request,
    messages: [],
  });
  return sent;
}

function bodyFor(endpoint: CalledEndpoint, request: ChatRequest): ChatBody {
  const extraBody = effectiveExtraBody(endpoint, request);
  return chatBody(endpoint.modelId, { ...request, extraBody }, endpoint.adaptations);
}

/**
 * The call as a POSIX shell command, as a TypeScript program for Node.js 22 or newer, and as a
 * promptfoo configuration. All send the same messages and parameters; promptfoo cannot stream, and
 * asks for the answer in one piece.
 */
export function reproduceCall(recipe: CallRecipe): CallRecipes {
  return { curl: curl(recipe), typescript: typescript(recipe), promptfoo: promptfoo(recipe) };
}

/** In bytes; Linux takes no single argument of 128 KiB. */
const MAX_ARGUMENT_BYTES = 120_000;

function curl({ endpointUrl, body, ...opening }: CallRecipe): string {
  const json = printableJson(body);
  const isLong = Buffer.byteLength(json) > MAX_ARGUMENT_BYTES;
  const options = [
    `curl ${shellQuoted(endpointUrl)}`,
    // Else curl takes brackets and braces in an address for patterns.
    ...(/[[\]{}]/.test(endpointUrl) ? ['--globoff'] : []),
    ...(body.stream === true ? ['--no-buffer'] : []),
    "--header 'Content-Type: application/json'",
    ...recipeHeaders(opening).map((header) => `--header ${curlHeader(header)}`),
    // No line of indented JSON can be the word that ends it.
    isLong ? `--data-binary @- <<'BODY'\n${json}\nBODY` : `--data-raw ${shellQuoted(json)}`,
  ];
  return `${options.join(' \\\n  ')}\n`;
}

/** Names, and what stands before a variable, mean nothing to a shell. */
function curlHeader({ name, text, variable }: RecipeHeader): string {
  return variable === null ? shellQuoted(`${name}: ${text}`) : `"${name}: ${text}$${variable}"`;
}

/** Indented, without the characters that a terminal obeys or that YAML does not allow. */
function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** POSIX: within single quotes nothing has a meaning but the single quote. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Without a single type annotation, so that it runs as `.mjs` where Node.js strips no types yet. */
function typescript({ endpointUrl, body, ...opening }: CallRecipe): string {
  const json = printableJson(body).replaceAll('\n', '\n  ');
  const headers = recipeHeaders(opening).map((header) => `\n    ${typescriptHeader(header)},`);
  return `const response = await fetch(${JSON.stringify(endpointUrl)}, {
  method: 'POST',
  headers: {
    'Content-Type': 'application/json',${headers.join('')}
  },
  body: JSON.stringify(${json}),
});
console.error(response.status, response.statusText);
for await (const bytes of response.body ?? []) process.stdout.write(bytes);

export {};
`;
}

function typescriptHeader({ name, text, variable }: RecipeHeader): string {
  const key = /^[A-Za-z]\w*$/.test(name) ? name : `'${name}'`;
  const value = variable === null ? JSON.stringify(text) : `\`${text}\${process.env.${variable}}\``;
  return `${key}: ${value}`;
}

/** Option names are those of promptfoo's documentation of its OpenAI and HTTP providers. */
function promptfoo(recipe: CallRecipe): string {
  const { messages, stream, stream_options: _, ...parameters } = recipe.body;
  const isChatRoute = /\/chat\/completions(\?|$)/.test(recipe.endpointUrl);
  const isGraded = Boolean(recipe.expectedAnswer?.trim());
  const document = new Document({
    // Else promptfoo falls back to the user's key for somebody else.
    env: { OPENAI_API_KEY: '' },
    providers: [
      isChatRoute ? openAiProvider(recipe, parameters) : httpProvider(recipe, parameters),
    ],
    prompts: [promptTemplate(messages)],
    ...(isGraded && { tests: [{ assert: [assertion(recipe.expectedAnswer ?? '')] }] }),
  });
  const notes = [
    'Run it with: npx promptfoo eval --no-cache -c THIS_FILE',
    stream === true && 'The call was streamed; promptfoo asks for the answer in one piece.',
    isGraded &&
      'We compare whole words, whatever their formatting; promptfoo any characters as they are.',
  ];
  document.commentBefore = notes.flatMap((note) => (note ? [` ${note}`] : [])).join('\n');
  return document.toString({ lineWidth: 0 });
}

/**
 * Puts the parameters into the request as they are: promptfoo's own options for them are dropped for
 * models that by their names do, or do not, belong to OpenAI's reasoning models.
 */
function openAiProvider(
  { endpointUrl, needsKey, headers }: CallRecipe,
  { model, ...parameters }: Record<string, unknown>,
) {
  return {
    id: `openai:chat:${model}`,
    config: {
      apiBaseUrl: endpointUrl.replace(/\/chat\/completions(?=\?|$)/, ''),
      ...(needsKey ? { apiKeyEnvar: 'API_KEY' } : { apiKeyRequired: false }),
      // The key has an option of its own.
      ...(headers?.length && { headers: promptfooHeaders({ needsKey: false, headers }) }),
      omitDefaults: true,
      passthrough: parameters,
    },
  };
}

/** For an address to call exactly as it is; to any other, the OpenAI provider appends the route. */
function httpProvider(
  { endpointUrl, ...opening }: CallRecipe,
  parameters: Record<string, unknown>,
) {
  return {
    id: endpointUrl.startsWith('https:') ? 'https' : 'http',
    config: {
      url: endpointUrl,
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...promptfooHeaders(opening),
      },
      body: { ...parameters, messages: '{{ prompt }}' },
      transformResponse: 'json.choices[0].message.content',
    },
  };
}

function promptfooHeaders(opening: Pick<CallRecipe, 'needsKey' | 'headers'>) {
  return Object.fromEntries(
    recipeHeaders(opening).map(({ name, text, variable }) => [
      name,
      variable === null ? literal(text) : `${text}{{ env.${variable} }}`,
    ]),
  );
}

/**
 * The messages as a chat prompt in JSON. promptfoo parses a prompt that is JSON before it renders
 * the strings in it as Nunjucks templates; within `raw` the whole is rendered first, while nothing
 * in it looks like a tag, and becomes JSON only then.
 */
function promptTemplate(messages: unknown): Scalar {
  // Only within strings can these follow a brace.
  const json = printableJson(messages).replace(/\{(?=[{%#])/g, '\\u007b');
  const template = new Scalar(`{% raw %}\n${json}\n{% endraw %}`);
  template.type = Scalar.BLOCK_LITERAL;
  return template;
}

/** An alternative with a blank part is one that no answer contains, so it is left out. */
function assertion(expectedAnswer: string) {
  const alternatives = parseExpectedAnswer(expectedAnswer).filter((parts) => !parts.includes(''));
  if (alternatives.every(({ length }) => length === 1)) {
    return { type: 'icontains-any', value: alternatives.flat().map(literal) };
  }
  const each = alternatives.map((parts) => ({ type: 'icontains-all', value: parts.map(literal) }));
  // A set scores the share of its assertions that hold.
  return each.length === 1
    ? each[0]
    : { type: 'assert-set', threshold: 1 / each.length, assert: each };
}

/**
 * A text that promptfoo neither renders nor opens as a file, and that no YAML parser takes for a
 * number or a date.
 */
function literal(text: string): Scalar {
  const escaped = text.replace(/\{(?=[{%#])|^file(?=:\/\/)/g, (sign) => `{{ '${sign}' }}`);
  const scalar = new Scalar(escaped);
  scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}
