export { addConnection } from './addConnection.ts';
export { type ApiKeyCipher, createApiKeyCipher } from './apiKeyCipher.ts';
export { assertTested } from './assertTested.ts';
export { chooseModel } from './chooseModel.ts';
export {
  endpointOf,
  modelCallerOf,
  reproducedEndpoint,
} from './connectionCaller.ts';
export {
  connectionNotFound,
  isConnected,
  untilDisconnected,
  withConnection,
  withConnectionIfThere,
} from './connectionChoice.ts';
export {
  addConnectionInput,
  connectionIdInput,
  connectModelInput,
  editConnectionInput,
  endpointInput,
  modelIdInput,
} from './connectionInput.ts';
export { credentialsOf } from './connectionSecrets.ts';
export { type Connection, listConnections } from './connectionStore.ts';
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
export { editConnection } from './editConnection.ts';
export { findLocalServers } from './findLocalServers.ts';
export { createLeasedWork, type LeasedWork, leaseEnd } from './leasedWork.ts';
export { listConnectionModels, listEndpointModels } from './listModels.ts';
export { removeConnection } from './removeConnection.ts';
