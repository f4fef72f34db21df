export type { Availability } from './availability.ts';
export { awaitDatabase } from './awaitDatabase.ts';
export type { Copies } from './copies.ts';
export type { Database, Db } from './database.ts';
export {
  constraintViolated,
  isDatabaseError,
  isDatabaseOutage,
  isUniqueViolation,
} from './databaseErrors.ts';
export { makeFolder } from './dataFolder.ts';
export { lastMigrationAt } from './migrations.ts';
export { type Notifications, openNotifications, publish, type Topic } from './notifications.ts';
export { openDatabase } from './openDatabase.ts';
export { pgJson } from './pgJson.ts';
export { queryRows } from './queryRows.ts';
export { retryOnOutage } from './retryOnOutage.ts';
export { rowFromJson } from './rowFromJson.ts';
export { shareStatements } from './sharedStatements.ts';
