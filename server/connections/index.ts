export { type ApiKeyCipher, createApiKeyCipher } from './apiKeyCipher.ts';
export { assertTested } from './assertTested.ts';
export { chooseModel } from './chooseModel.ts';
export {
  credentialsOf,
  endpointOf,
  modelCallerOf,
  reproducedEndpoint,
} from './connectionCaller.ts';
export { connectModelInput, endpointInput, modelIdInput } from './connectionInput.ts';
export type { Connection } from './connectionStore.ts';
export {
  createLiveTests as createConnectionTests,
  type LiveTests as ConnectionTests,
} from './connectionTest/liveTests.ts';
export { reproduceTest } from './connectionTest/runTest.ts';
export {
  pendingTestOf,
  stopConnectionTest,
  testConnection,
} from './connectionTest/testConnection.ts';
export { connectModel } from './connectModel.ts';
export { contextWindowInput, testContextWindow } from './contextWindowTest.ts';
export { listEndpointModels } from './listModels.ts';
