export { type ApiKeyCipher, createApiKeyCipher } from './apiKeyCipher.ts';
export { assertTested } from './assertTested.ts';
export { type Connection, chooseModel } from './connectionStore.ts';
export { reproduceTest, testConnection } from './connectionTest.ts';
export {
  apiKeyOf,
  connectModel,
  connectModelInput,
  endpointInput,
  endpointOf,
  modelCallerOf,
  modelIdInput,
} from './connectModel.ts';
export { contextWindowInput, testContextWindow } from './contextWindowTest.ts';
export { listEndpointModels } from './listModels.ts';
