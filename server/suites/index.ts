export { findSuite, listSuites, type Suite } from './suiteStore.ts';
