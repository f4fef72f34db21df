/** What to do where a server answers as if it had no adapter, by the kind of server. */

interface ServerDefinition {
  name: string;
  /** Each a sentence or two, the likeliest cause first. */
  remedies: string[];
}

export const serverDefinitions = {
  vllm: {
    name: 'vLLM',
    remedies: [
      'Ask for the model by the name of the LoRA, as in --lora-modules NAME=PATH; the name of the base always gives the base. The server must have been started with --enable-lora.',
      'Compare the module names in adapter_model.safetensors with those of the model that is served: modules that match none are left out without a word, such as those of a text model under one that reads images too, where language_model stands before each name.',
      'If --lora-target-modules is given, it must name the modules that the adapter has.',
      'Or merge the adapter into the weights and serve those.',
    ],
  },
  sglang: {
    name: 'SGLang',
    remedies: [
      'Start the server with --enable-lora --lora-paths NAME=PATH and ask for the model as BASE:NAME; the base alone gives the base.',
      'Where --lora-target-modules is given, it must name the modules that the adapter has.',
      'Or merge the adapter into the weights and serve those.',
    ],
  },
  ollama: {
    name: 'Ollama',
    remedies: [
      'Look at “ollama show --modelfile NAME”: it must have a line ADAPTER with the path of your adapter, below a FROM that names the very base it was trained on.',
      'After a change of the Modelfile run “ollama create NAME -f Modelfile” again; only then is it used.',
      'Check that you ask for that NAME, its tag included, and not for the base.',
    ],
  },
  llamacpp: {
    name: 'llama.cpp',
    remedies: [
      'Start the server with --lora FILE, where FILE is the adapter as GGUF (convert_lora_to_gguf.py makes it); without it the base is served under any name.',
      'Look at GET /lora-adapters: a scale of 0 turns the adapter off, as --lora-init-without-apply does.',
      'To hold both against each other run two servers, one without --lora: the name of the model in a request chooses nothing here.',
    ],
  },
  lmstudio: {
    name: 'LM Studio',
    remedies: [
      'LM Studio serves whole models: merge the adapter into the weights, convert them, and load the result.',
      'Check that the model id is that of the merged model, as the list of models spells it.',
    ],
  },
  tgi: {
    name: 'Text Generation Inference',
    remedies: [
      'Start the server with LORA_ADAPTERS (or --lora-adapters) and ask for the model by the id of the adapter; “tgi” gives the base.',
      'Or merge the adapter into the weights and serve those.',
    ],
  },
  lmdeploy: {
    name: 'LMDeploy',
    remedies: [
      'Start the server with --adapters NAME=PATH and ask for the model by that NAME; the name of the base gives the base.',
    ],
  },
} as const satisfies Record<string, ServerDefinition>;

export type ServerKind = keyof typeof serverDefinitions;

export function isServerKind(value: unknown): value is ServerKind {
  return typeof value === 'string' && Object.hasOwn(serverDefinitions, value);
}

const whateverServer = [
  'Check that the two model ids are really those of the fine-tune and of its base, and that no proxy in between sends both to one model.',
  'Check that what is served has trained weights: load the adapter where you trained it and compare its answers with those of the base there. An export may have left them out.',
];

const unknownServer = [
  'Look at how the server is told of the adapter, and at its log from the start: some take an adapter whose modules match nothing, and go on with the base.',
];

/** What to try, the likeliest first. */
export function adapterRemedies(serverKind: ServerKind | null): string[] {
  const ofServer = serverKind === null ? unknownServer : serverDefinitions[serverKind].remedies;
  return [...ofServer, ...whateverServer];
}
