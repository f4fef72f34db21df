export { type AnswerWriter, ask, createAnswers } from './answering.ts';
export { listMessages } from './chatStore.ts';
export { reproduceAnswer } from './reproduceAnswer.ts';
export { stopAnswer } from './stopAnswer.ts';
export { chatQuestion, type ReplyEvent, streamReply, streamReplyInput } from './streamReply.ts';
export { watchAnswer } from './watchAnswer.ts';
