/** How the chat asks for an answer. */
export const answerSettings = {
  temperature: 0.3,
  stream: true,
  timeoutMs: 120_000,
};
