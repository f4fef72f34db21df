export { curatedSuites } from './curatedSuites.ts';
export { seedSuites } from './seedSuites.ts';
export { shippedSuites } from './shippedSuites.ts';
