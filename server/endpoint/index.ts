export { type CallBounds, defaultCallBounds } from './callBounds.ts';
export { openCallThread } from './callThread/callThread.ts';
export { ModelCallError } from './failure/modelCallError.ts';
export type {
  CalledEndpoint,
  ChatTurn,
  EndpointCredentials,
  ModelAnswer,
  ModelCallEvent,
} from './modelCall.ts';
export { createModelCaller, type ModelCaller } from './modelCaller.ts';
export { type ModelClient, openModelClient } from './modelClient.ts';
export { type AllowedEndpoints, parseAllowedEndpoints } from './net/allowedEndpoints.ts';
export { type EndpointAddress, readEndpointAddress } from './net/endpointAddress.ts';
export { createEndpointGuard, type EndpointGuard } from './net/endpointGuard.ts';
export {
  type ReproducedEndpoint,
  reproduceRequest,
  sentParameters,
} from './protocol/callRecipes.ts';
export { type ListedModel, nearestModelNames } from './protocol/modelList.ts';
export { serverKindOf } from './protocol/serverKind.ts';
