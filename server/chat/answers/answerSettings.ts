/** Request settings of the chat, beside the messages and the token limit. */
export const answerSettings = {
  temperature: 0.3,
  stream: true,
  timeoutMs: 120_000,
};
