export { exportDocument } from './exportDocument.ts';
