export { type ExportDocument, type ExportFormatName, exportDocument } from './exportDocument.ts';
