export { type Answers, createAnswers } from './answers.ts';
export { ask, askInput, chatQuestion, editQuestion, newConversation, regenerate } from './ask.ts';
export { type ChatMessage, listMessages, messagesAfter } from './chatStore.ts';
export { reproduceAnswer } from './reproduceAnswer.ts';
export { stopAnswer } from './stopAnswer.ts';
export { type ReplyEvent, streamReply, streamReplyInput } from './streamReply.ts';
export { suggestedQuestion, suggestQuestions } from './suggestions.ts';
export { watchAnswer } from './watchAnswer.ts';
