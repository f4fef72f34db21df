import type { AdaptableFeature, Adaptation } from '../../contract/connectionReport.ts';
import type {
  CalledEndpoint,
  EndpointCredentials,
  ModelAnswer,
  ModelCallRequest,
} from './modelCall.ts';
import type { ModelCallOptions, ModelClient } from './modelClient.ts';
import type { ListedModel } from './protocol/modelList.ts';
import { effectiveExtraBody } from './protocol/requestParameters.ts';
import { createCredentialsInUse } from './secrets/credentialsInUse.ts';

/** A question to the model of a caller, which knows where it is and what opens it. */
export type ModelQuestion = Omit<
  ModelCallRequest,
  'endpoint' | 'owner' | keyof EndpointCredentials
>;

/**
 * Makes the calls to one endpoint that belong together, such as those of a run: what one of them finds
 * out, the next ones know, and those that overlap share one reading of the credentials (docs/decisions/0017).
 */
export interface ModelCaller {
  /** As the next call asks it; another object after each adaptation. */
  readonly endpoint: CalledEndpoint;
  /** @throws ModelCallError, what reading the credentials throws, or the reason of `signal` */
  call(question: ModelQuestion, options?: ModelCallOptions): Promise<ModelAnswer>;
  /** As `ModelClient.listModels`. */
  listModels(): Promise<ListedModel[] | null>;
}

export interface ModelCallerOptions {
  endpoint: CalledEndpoint;
  /** Reads key and headers in plain text, for calls that are about to be made; they are kept no longer. */
  readCredentials(): EndpointCredentials;
  /** Who takes turns at a busy host; see `ModelCallRequest`. */
  owner: string;
  /** Hears of each adaptation once, to remember it. */
  onAdapted?(feature: AdaptableFeature, adaptation: Adaptation): void;
}

/** Opens a caller; it holds nothing that must be closed. */
export function createModelCaller(
  client: Pick<ModelClient, 'call' | 'listModels'>,
  { endpoint, readCredentials, owner, onAdapted = () => {} }: ModelCallerOptions,
): ModelCaller {
  const credentials = createCredentialsInUse(readCredentials);
  let current = endpoint;

  function adapt(feature: AdaptableFeature, adaptation: Adaptation): void {
    // Calls that went out together find out the same.
    if (Object.hasOwn(current.adaptations, feature)) return;
    current = { ...current, adaptations: { ...current.adaptations, [feature]: adaptation } };
    onAdapted(feature, adaptation);
  }

  return {
    get endpoint() {
      return current;
    },
    call(question, { onEvent, signal } = {}) {
      const extraBody = effectiveExtraBody(current, question);
      return credentials.use((plain) =>
        client.call(
          { ...question, extraBody, endpoint: current, ...plain, owner },
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
      return credentials.use((plain) => client.listModels({ endpointUrl, ...plain, owner }));
    },
  };
}
