export { grade } from './registry.ts';
