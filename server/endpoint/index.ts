export { normaliseEndpointUrl } from './address.ts';
export { assertEndpointAllowed, type GuardPolicy } from './guard.ts';
export { ModelCallError } from './modelCallError.ts';
export {
  type ChatTurn,
  type ModelAnswer,
  type ModelClient,
  type ModelEndpoint,
  openModelClient,
} from './modelClient.ts';
export { providerPresets } from './presets.ts';
