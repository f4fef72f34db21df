export { comparisonDocument } from './comparisonDocument.ts';
export { exportDocument } from './exportDocument.ts';
