import type { Services } from './context.ts';
import { databaseUnavailable } from './problems.ts';

/**
 * Nobody waits for a database that does not answer. What was begun is not undone: it may yet be done
 * when the caller has long been told to come again.
 * @throws DomainError `unavailable`, and what `work` throws
 */
export async function whileDatabaseAnswers<Result>(
  { availability }: Services,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!availability.isAvailable) throw databaseUnavailable();
  let forget = () => {};
  const lost = new Promise<never>((_resolve, reject) => {
    forget = availability.onLost(() => reject(databaseUnavailable()));
  });
  try {
    return await Promise.race([work(), lost]);
  } finally {
    forget();
  }
}
