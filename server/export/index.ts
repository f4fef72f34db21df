export { comparisonDocument } from './comparisonDocument.ts';
export type { DocumentChunks } from './documentChunks.ts';
export { exportDocument } from './exportDocument.ts';
