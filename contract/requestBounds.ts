/** Calls of procedures in one HTTP request: the server takes no more, our client sends no more. */
export const MAX_BATCH_SIZE = 20;
