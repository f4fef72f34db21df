export { baseUrlOf, normaliseEndpointUrl } from './address.ts';
export { assertEndpointAllowed, type GuardPolicy } from './guard.ts';
export { ModelCallError } from './modelCallError.ts';
export {
  type ChatTurn,
  type ModelAnswer,
  type ModelClient,
  type ModelEndpoint,
  openModelClient,
} from './modelClient.ts';
export { type ProviderPreset, providerPresets } from './presets.ts';
