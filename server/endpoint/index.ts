export { readEndpointAddress } from './address.ts';
export { type AllowedEndpoints, parseAllowedEndpoints } from './allowedEndpoints.ts';
export { assertEndpointAllowed, type GuardPolicy } from './guard.ts';
export { defaultLimits, type EndpointLimits } from './limits.ts';
export { ModelCallError } from './modelCallError.ts';
export {
  type ChatTurn,
  type ModelAnswer,
  type ModelClient,
  type ModelEndpoint,
  openModelClient,
} from './modelClient.ts';
export { type ListedModel, nearestModelNames } from './modelNames.ts';
export { providerPresets } from './presets.ts';
export { reproduceRequest } from './reproduce.ts';
