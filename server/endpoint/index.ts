export { type CallBounds, defaultCallBounds } from './callBounds.ts';
export { ModelCallError } from './failure/modelCallError.ts';
export {
  type ChatTurn,
  type ModelAnswer,
  type ModelClient,
  type ModelEndpoint,
  openModelClient,
} from './modelClient.ts';
export { assertEndpointAllowed, type GuardPolicy } from './net/addressGuard.ts';
export { type AllowedEndpoints, parseAllowedEndpoints } from './net/allowedEndpoints.ts';
export { readEndpointAddress } from './net/endpointAddress.ts';
export { reproduceRequest } from './protocol/callRecipes.ts';
export { type ListedModel, nearestModelNames } from './protocol/modelList.ts';
