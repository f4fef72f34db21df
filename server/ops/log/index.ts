export { type Log, openLog } from './log.ts';
export { loggedError } from './loggedError.ts';
export { asRequest, currentRequestId } from './requestScope.ts';
export { withoutSecrets } from './withoutSecrets.ts';
