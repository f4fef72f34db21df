export type { Availability } from './availability.ts';
export { awaitDatabase, DatabaseUnreachableError } from './awaitDatabase.ts';
export {
  constraintViolated,
  type Database,
  type Db,
  isDatabaseError,
  isUniqueViolation,
  openDatabase,
  queryRows,
} from './database.ts';
export { DataFolderInUseError } from './dataFolderLock.ts';
export { lastMigrationAt, migrate } from './migrate.ts';
export { type Notifications, openNotifications, publish, type Topic } from './notifications.ts';
export { isDatabaseOutage } from './outage.ts';
export { retryOnOutage } from './retryOnOutage.ts';
