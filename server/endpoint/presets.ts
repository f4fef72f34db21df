/** What the model form offers to start from. */
export interface ProviderPreset {
  provider: string;
  name: string;
  baseUrl: string;
  docsUrl: string;
  exampleModelId: string;
  needsKey: boolean;
}

export const providerPresets: ProviderPreset[] = [
  {
    provider: 'together',
    name: 'Together.ai',
    baseUrl: 'https://api.together.xyz/v1/chat/completions',
    docsUrl: 'https://docs.together.ai',
    exampleModelId: 'meta-llama/Llama-2-7b-chat-hf',
    needsKey: true,
  },
  {
    provider: 'fireworks',
    name: 'Fireworks.ai',
    baseUrl: 'https://api.fireworks.ai/inference/v1/chat/completions',
    docsUrl: 'https://docs.fireworks.ai',
    exampleModelId: 'accounts/fireworks/models/llama-v3p1-8b-instruct',
    needsKey: true,
  },
  {
    provider: 'openrouter',
    name: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1/chat/completions',
    docsUrl: 'https://openrouter.ai/docs',
    exampleModelId: 'meta-llama/llama-3.1-8b-instruct',
    needsKey: true,
  },
  {
    provider: 'groq',
    name: 'Groq',
    baseUrl: 'https://api.groq.com/openai/v1/chat/completions',
    docsUrl: 'https://console.groq.com/docs',
    exampleModelId: 'llama-3.1-8b-instant',
    needsKey: true,
  },
  {
    provider: 'vllm',
    name: 'vLLM',
    baseUrl: 'http://127.0.0.1:8000/v1/chat/completions',
    docsUrl: 'https://docs.vllm.ai',
    exampleModelId: 'mistralai/Mistral-7B-Instruct-v0.3',
    needsKey: false,
  },
  {
    provider: 'ollama',
    name: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434/v1/chat/completions',
    docsUrl: 'https://docs.ollama.com',
    exampleModelId: 'llama3.2',
    needsKey: false,
  },
];
