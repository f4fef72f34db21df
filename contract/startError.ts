/**
 * Something that keeps the process from starting and that its operator can change. The message says what
 * is wrong and what to do, in one sentence or two and without a secret; it is printed alone, without a stack.
 */
export class StartError extends Error {
  override name = 'StartError';
}
