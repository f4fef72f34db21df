export { checkAdapter, checkAdapterInput } from './checkAdapter.ts';
export { type AdapterCheck, adapterCheckOf, listAdapterChecks, stopChecks } from './checkStore.ts';
export { createLiveChecks, type LiveChecks } from './liveChecks.ts';
