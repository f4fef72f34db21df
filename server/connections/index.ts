export { type ApiKeyCipher, createApiKeyCipher } from './apiKeyCipher.ts';
export { assertTested } from './assertTested.ts';
export { type Connection, chooseModel, displayName } from './connectionStore.ts';
export { reproduceTest, testConnection } from './connectionTest.ts';
export {
  connectModel,
  connectModelInput,
  endpointInput,
  endpointOf,
  modelIdInput,
} from './connectModel.ts';
export { contextWindowInput, testContextWindow } from './contextWindowTest.ts';
export { listEndpointModels } from './modelList.ts';
