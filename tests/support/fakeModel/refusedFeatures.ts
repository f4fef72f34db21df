import type { ReceivedChatBody } from './callLog.ts';
import { openAiBody, providerErrors } from './providerErrors.ts';
import type { ErrorScript } from './scripts.ts';

/**
 * What a server takes offence at. Any other string names a request parameter that is refused
 * whenever it is present.
 */
export type RefusedFeature =
  | 'max_tokens'
  | 'max_completion_tokens'
  | 'temperature'
  | 'stream_options'
  | 'stream'
  | 'system'
  | 'system:llama.cpp'
  | 'long-without-stream'
  | (string & {});

/** The error for the first refusal that the request earns. */
export function refusalFor(
  refusedFeatures: readonly RefusedFeature[],
  body: ReceivedChatBody | undefined,
): ErrorScript | undefined {
  const used = refusedFeatures.find((feature) => isUsed(feature, body ?? {}));
  return used === undefined ? undefined : refusalError(used, body?.[used]);
}

function isUsed(feature: RefusedFeature, body: ReceivedChatBody): boolean {
  switch (feature) {
    case 'stream':
      return body.stream === true;
    case 'system':
    case 'system:llama.cpp':
      return body.messages?.some((message) => message.role === 'system') ?? false;
    case 'long-without-stream':
      return body.stream !== true && (body.max_tokens ?? 0) > 4096;
    default:
      return body[feature] !== undefined;
  }
}

function refusalError(feature: RefusedFeature, value: unknown): ErrorScript {
  const invalid = (message: string, code: string) =>
    providerErrors.openAi(400, message, { param: feature, code });
  switch (feature) {
    case 'max_tokens':
      return invalid(
        "Unsupported parameter: 'max_tokens' is not supported with this model. " +
          "Use 'max_completion_tokens' instead.",
        'unsupported_parameter',
      );
    case 'max_completion_tokens':
      return providerErrors.detail(422, [
        {
          type: 'extra_forbidden',
          loc: ['body', 'max_completion_tokens'],
          msg: 'Extra inputs are not permitted',
          input: value,
        },
      ]);
    case 'temperature':
      return invalid(
        `Unsupported value: 'temperature' does not support ${value} with this model. ` +
          'Only the default (1) value is supported.',
        'unsupported_value',
      );
    case 'stream':
      return invalid(
        "Unsupported value: 'stream' does not support true with this model.",
        'unsupported_value',
      );
    case 'system':
      return providerErrors.vllmOld(
        400,
        'Conversation roles must alternate user/assistant/user/assistant/...',
      );
    case 'system:llama.cpp':
      return providerErrors.openAi(500, 'System role not supported', { type: 'server_error' });
    case 'long-without-stream':
      return providerErrors.openAi(400, 'Requests with max_tokens > 4096 must have stream=true');
    default:
      return {
        kind: 'error',
        status: 400,
        body: openAiBody(`Unrecognized request argument supplied: ${feature}`),
      };
  }
}
