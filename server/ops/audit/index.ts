export { type AuditTrail, createAuditTrail } from './auditTrail.ts';
