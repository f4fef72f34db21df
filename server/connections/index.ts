export { type ApiKeyCipher, createApiKeyCipher } from './apiKeyCipher.ts';
export { assertTested } from './assertTested.ts';
export { credentialsOf, modelCallerOf, reproducedEndpoint } from './connectionCaller.ts';
export { connectModelInput, endpointInput, modelIdInput } from './connectionInput.ts';
export { type Connection, chooseModel } from './connectionStore.ts';
export { reproduceTest, testConnection } from './connectionTest.ts';
export { connectModel } from './connectModel.ts';
export { contextWindowInput, testContextWindow } from './contextWindowTest.ts';
export { listEndpointModels } from './listModels.ts';
