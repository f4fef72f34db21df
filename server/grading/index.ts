export { judge } from './registry.ts';
