/** How the chat asks for an answer. */
export const answerSettings = {
  maxTokens: 2_048,
  temperature: 0.3,
  stream: true,
  timeoutMs: 120_000,
};
