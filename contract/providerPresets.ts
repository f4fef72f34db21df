import type { ExtraBody } from './extraBody.ts';

/** What the model form offers to start from. */
export interface ProviderPreset {
  provider: string;
  name: string;
  /** The whole address of the chat route, in the form in which it is stored. */
  baseUrl: string;
  docsUrl: string;
  exampleModelId: string;
  /** Whether it takes its key as `Authorization: Bearer`. */
  needsKey: boolean;
  /** Headers that it wants in place of that, for the form to ask for. */
  headerNames?: string[];
  /** Parameters that the form starts with. */
  extraBody?: ExtraBody;
  /** What is peculiar to it for somebody who tests a model there: one to three short sentences. */
  notes: string[];
}

export const providerPresets: ProviderPreset[] = [
  {
    provider: 'together',
    name: 'Together.ai',
    baseUrl: 'https://api.together.xyz/v1/chat/completions',
    docsUrl: 'https://docs.together.ai',
    exampleModelId: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
    needsKey: true,
    notes: [
      '503 means that Together is short of capacity, 429 that you are above your own rate.',
      'The rate you are allowed grows with steady use, so start with few calls at once.',
      'Model names carry their organisation and are case-sensitive.',
    ],
  },
  {
    provider: 'fireworks',
    name: 'Fireworks.ai',
    baseUrl: 'https://api.fireworks.ai/inference/v1/chat/completions',
    docsUrl: 'https://docs.fireworks.ai',
    exampleModelId: 'accounts/fireworks/models/gpt-oss-120b',
    needsKey: true,
    notes: [
      'Model names are whole paths that begin with accounts/.',
      'Answers of more than 4,096 tokens are given as a stream only.',
    ],
  },
  {
    provider: 'openrouter',
    name: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1/chat/completions',
    docsUrl: 'https://openrouter.ai/docs',
    exampleModelId: 'meta-llama/llama-3.1-8b-instruct',
    needsKey: true,
    notes: [
      'One model may be served by different hosts from call to call, and so at different speeds.',
      'While a host is awaited the stream carries comments; they do not count as first token.',
      '402 means that your credit is used up or that the key has reached its own limit.',
    ],
  },
  {
    provider: 'groq',
    name: 'Groq',
    baseUrl: 'https://api.groq.com/openai/v1/chat/completions',
    docsUrl: 'https://console.groq.com/docs',
    exampleModelId: 'openai/gpt-oss-20b',
    needsKey: true,
    notes: [
      'Limits hold for a whole organisation; other programs of yours use them up as well.',
      'Its headers say after how long requests and tokens are free again, for example 2m59s.',
      '498 means that the flex tier is short of capacity for now.',
    ],
  },
  {
    provider: 'vllm',
    name: 'vLLM',
    baseUrl: 'http://127.0.0.1:8000/v1/chat/completions',
    docsUrl: 'https://docs.vllm.ai',
    exampleModelId: 'mistralai/Mistral-7B-Instruct-v0.3',
    needsKey: false,
    notes: [
      'A key is needed only where the server was started with --api-key.',
      'The model must have a chat template, and some templates refuse a system prompt.',
    ],
  },
  {
    provider: 'ollama',
    name: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434/v1/chat/completions',
    docsUrl: 'https://docs.ollama.com',
    exampleModelId: 'llama3.2',
    needsKey: false,
    notes: [
      'Fetch the model first: ollama pull followed by its name.',
      'Prompts longer than its context are cut silently; OLLAMA_CONTEXT_LENGTH widens it.',
    ],
  },
  {
    provider: 'llamacpp',
    name: 'llama.cpp',
    baseUrl: 'http://127.0.0.1:8080/v1/chat/completions',
    docsUrl: 'https://github.com/ggml-org/llama.cpp/tree/master/tools/server',
    exampleModelId: 'ggml-org/gemma-3-4b-it-GGUF',
    needsKey: false,
    notes: [
      'While the model is being loaded it answers 503 “Loading model”; wait and test again.',
      'A key is needed only where the server was started with --api-key.',
    ],
  },
  {
    provider: 'lmstudio',
    name: 'LM Studio',
    baseUrl: 'http://127.0.0.1:1234/v1/chat/completions',
    docsUrl: 'https://lmstudio.ai/docs/developer/openai-compat',
    exampleModelId: 'openai/gpt-oss-20b',
    needsKey: false,
    notes: [
      'A wrong path is answered with status 200 and an error inside.',
      'A model that is not in memory is loaded by the first call, which then takes much longer.',
      'A key is needed only where authentication is switched on.',
    ],
  },
  {
    provider: 'tgi',
    name: 'Text Generation Inference',
    baseUrl: 'http://127.0.0.1:3000/v1/chat/completions',
    docsUrl: 'https://huggingface.co/docs/text-generation-inference',
    exampleModelId: 'tgi',
    needsKey: false,
    notes: [
      'It serves a single model, which is called tgi.',
      'With Docker the port is the one you published, 8080 in most examples.',
    ],
  },
  {
    provider: 'sglang',
    name: 'SGLang',
    baseUrl: 'http://127.0.0.1:30000/v1/chat/completions',
    docsUrl: 'https://docs.sglang.io',
    exampleModelId: 'meta-llama/Llama-3.1-8B-Instruct',
    needsKey: false,
    notes: [
      'A key is needed only where the server was started with --api-key.',
      'It uses the model’s own chat template unless it was started with --chat-template.',
    ],
  },
  {
    provider: 'mistral',
    name: 'Mistral',
    baseUrl: 'https://api.mistral.ai/v1/chat/completions',
    docsUrl: 'https://docs.mistral.ai',
    exampleModelId: 'mistral-small-latest',
    needsKey: true,
    notes: [
      'Free plans allow few requests a second: begin with one call at a time.',
      'Parameters it does not know are refused with 422, and the last message must be yours.',
    ],
  },
  {
    provider: 'deepseek',
    name: 'DeepSeek',
    baseUrl: 'https://api.deepseek.com/chat/completions',
    docsUrl: 'https://api-docs.deepseek.com',
    exampleModelId: 'deepseek-v4-flash',
    needsKey: true,
    notes: [
      'Reasoning comes apart from the answer, as reasoning_content, and uses output tokens too.',
      'When busy it makes you wait instead of refusing, and keeps the connection alive meanwhile.',
    ],
  },
  {
    provider: 'dashscope',
    name: 'DashScope (Qwen)',
    baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions',
    docsUrl: 'https://www.alibabacloud.com/help/en/model-studio',
    exampleModelId: 'qwen-plus',
    needsKey: true,
    extraBody: { enable_thinking: false },
    notes: [
      'Open Qwen3 models think unless enable_thinking is false, and then answer as a stream only.',
      'Keys belong to a region; for one of mainland China, leave -intl out of the URL.',
      'A limit of a minute may be called insufficient_quota, too; a run then tries a few times.',
    ],
  },
  {
    provider: 'gemini',
    name: 'Google Gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions',
    docsUrl: 'https://ai.google.dev/gemini-api/docs/openai',
    exampleModelId: 'gemini-2.5-flash',
    needsKey: true,
    notes: [
      'Its base is /v1beta/openai, and not /v1.',
      'Models that think use output tokens for it: with a low limit the answer can be empty.',
      'Limits hold for a project, each a minute and a day; 429 names the one that was met.',
    ],
  },
  {
    provider: 'openai',
    name: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1/chat/completions',
    docsUrl: 'https://developers.openai.com/api/docs',
    exampleModelId: 'gpt-5.4-mini',
    needsKey: true,
    notes: [
      'Reasoning models take max_completion_tokens for max_tokens and may refuse a temperature.',
      'Their reasoning uses output tokens: with a low limit the answer can be empty.',
    ],
  },
  {
    provider: 'azure',
    name: 'Azure OpenAI',
    // Host names have no upper case once they are parsed.
    baseUrl: 'https://your-resource.openai.azure.com/openai/v1/chat/completions',
    docsUrl: 'https://learn.microsoft.com/azure/foundry/openai/api-version-lifecycle',
    exampleModelId: 'gpt-5.4-mini',
    needsKey: true,
    notes: [
      'Put the name of your resource into the URL in place of your-resource.',
      'The model is the name that you gave to your deployment.',
      'This v1 URL needs no api-version.',
    ],
  },
  {
    provider: 'azuredated',
    name: 'Azure OpenAI, dated API',
    baseUrl:
      'https://your-resource.openai.azure.com/openai/deployments/your-deployment/chat/completions?api-version=2024-10-21',
    docsUrl: 'https://learn.microsoft.com/azure/foundry/openai/reference',
    exampleModelId: 'your-deployment',
    needsKey: false,
    headerNames: ['api-key'],
    notes: [
      'The key goes into the header api-key; the field for the API key stays empty.',
      'Put the names of your resource and your deployment into the URL.',
      'What a request may hold depends on the api-version in the URL.',
    ],
  },
];

/** Chat routes of providers that have no preset but, like some that do, a base other than `/v1`. */
export const chatUrlsWithoutPreset = [
  'https://api.cohere.ai/compatibility/v1/chat/completions',
  'https://api.deepinfra.com/v1/openai/chat/completions',
  'https://api.novita.ai/openai/chat/completions',
  'https://api.perplexity.ai/chat/completions',
  'https://api.venice.ai/api/v1/chat/completions',
  'https://api.z.ai/api/paas/v4/chat/completions',
  'https://ark.cn-beijing.volces.com/api/v3/chat/completions',
  'https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions',
  'https://models.github.ai/inference/chat/completions',
  'https://open.bigmodel.cn/api/paas/v4/chat/completions',
];
