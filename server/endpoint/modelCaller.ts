import type { AdaptableFeature, Adaptation } from '../../contract/connectionReport.ts';
import type { CalledEndpoint, ModelAnswer, ModelCallRequest } from './modelCall.ts';
import type { ModelCallOptions, ModelClient } from './modelClient.ts';
import type { ListedModel } from './protocol/modelList.ts';
import { createKeyInUse } from './secrets/keyInUse.ts';

/** A question to the model of a caller, which knows where it is and what opens it. */
export type ModelQuestion = Omit<ModelCallRequest, 'endpoint' | 'apiKey' | 'owner'>;

/**
 * Makes the calls to one endpoint that belong together, such as those of a run: what one of them finds
 * out, the next ones know, and those that overlap share one reading of the key (docs/decisions/0017).
 */
export interface ModelCaller {
  /** As the next call asks it; another object after each adaptation. */
  readonly endpoint: CalledEndpoint;
  /** @throws ModelCallError, what reading the key throws, or the reason of `signal` */
  call(question: ModelQuestion, options?: ModelCallOptions): Promise<ModelAnswer>;
  /** As `ModelClient.listModels`. */
  listModels(): Promise<ListedModel[] | null>;
}

export interface ModelCallerOptions {
  endpoint: CalledEndpoint;
  /** Reads the key in plain text, for calls that are about to be made; it is kept no longer. */
  readKey(): string;
  /** Who takes turns at a busy host; see `ModelCallRequest`. */
  owner: string;
  /** Hears of each adaptation once, to remember it. */
  onAdapted?(feature: AdaptableFeature, adaptation: Adaptation): void;
}

/** Opens a caller; it holds nothing that must be closed. */
export function createModelCaller(
  client: Pick<ModelClient, 'call' | 'listModels'>,
  { endpoint, readKey, owner, onAdapted = () => {} }: ModelCallerOptions,
): ModelCaller {
  const key = createKeyInUse(readKey);
  let current = endpoint;

  function adapt(feature: AdaptableFeature, adaptation: Adaptation): void {
    // Calls that went out together find out the same.
    if (current.adaptations[feature]) return;
    current = { ...current, adaptations: { ...current.adaptations, [feature]: adaptation } };
    onAdapted(feature, adaptation);
  }

  return {
    get endpoint() {
      return current;
    },
    call(question, { onEvent, signal } = {}) {
      return key.use((apiKey) =>
        client.call(
          { ...question, endpoint: current, apiKey, owner },
          {
            signal,
            onEvent(event) {
              if (event.type === 'adapted') adapt(event.feature, event.adaptation);
              onEvent?.(event);
            },
          },
        ),
      );
    },
    listModels() {
      const { endpointUrl } = current;
      return key.use((apiKey) => client.listModels({ endpointUrl, apiKey, owner }));
    },
  };
}
