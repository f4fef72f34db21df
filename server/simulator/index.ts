export { simulatedModelRoutes } from './simulatedModel.ts';
