import { AsyncLocalStorage } from 'node:async_hooks';

const scope = new AsyncLocalStorage<string>();

/** Runs `work`, and everything asynchronous that it starts, as part of the request with this id. */
export function asRequest<Result>(requestId: string, work: () => Result): Result {
  return scope.run(requestId, work);
}

/** Id of the request that is being served; undefined in background work. */
export function currentRequestId(): string | undefined {
  return scope.getStore();
}
