/**
 * Parameters that a person adds to the JSON of every request, beside those that BYOM knows.
 * See docs/decisions/0029.
 */

/** Parameters by their names; null takes away what would be sent otherwise. */
export type ExtraBody = Record<string, unknown>;

/** As JSON in UTF-8. */
export const MAX_EXTRA_BODY_BYTES = 16 * 1024;
/** Objects and lists within each other, the outermost counted. */
export const MAX_EXTRA_BODY_DEPTH = 8;

/** What stays BYOM's own, and where one can change it. */
const ownParameters: Record<string, string> = {
  model: 'is the model id of the connection. Change it there',
  messages: 'are the prompts of the run. Leave it out',
  stream: 'is a setting of the run. Use the setting “stream”',
  stream_options: 'asks for token counts, which BYOM needs. Leave it out',
  n: 'would ask for several answers, of which only one is read. Use the setting “samples”',
};

/** Why a parameter may not be set, as a phrase that follows its name; undefined when it may. */
export function extraParameterRefusal(name: string): string | undefined {
  // Servers written in Go read `Model` as `model`.
  const asRead = name.toLowerCase();
  return Object.hasOwn(ownParameters, asRead) ? ownParameters[asRead] : undefined;
}

/**
 * Whether a parameter of this name holds a text that opens something. A body is stored in plain text and
 * shown, which a credential must not be. `prompt_cache_key`, `eos_token` and their like are none.
 */
export function isCredentialName(name: string): boolean {
  return credentialName.test(name.toLowerCase().replace(/[^a-z0-9]/g, ''));
}

/** Ends of names, in small letters without signs between. */
const credentialName = new RegExp(
  [
    '^(key|token|auth|jwt|sig|sas|pat|pwd|pass)$',
    // Whose key: a service's, or a provider's that a gateway calls in turn.
    '(api|access|secret|private|auth|account|subscription|master|signing|encryption|license|virtual|functions?|storage|service)keys?$',
    '(openai|azure|anthropic|gemini|google|mistral|groq|openrouter|cohere|together|fireworks|deepseek)key$',
    '(access|auth|authorization|bearer|api|refresh|session|security|secret|id|csrf|user|oauth|hf|github|gitlab|slack|bot|service|deploy|personal|sas)tokens?$',
    '(secret|signature|passw(or)?d|passphrase|credential|authorization|bearer|cookie|connectionstring)s?$',
    '(secret|service|account|credentials|key)json$',
  ].join('|'),
);

/** One layer over another, by top-level name: a later one wins whole, and its null stays to take away. */
export function mergeExtraBodies(...layers: (ExtraBody | undefined)[]): ExtraBody {
  return Object.fromEntries(layers.flatMap((layer) => Object.entries(layer ?? {})));
}
