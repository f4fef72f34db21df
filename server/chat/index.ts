export {
  createLiveAnswers as createAnswers,
  type LiveAnswers as Answers,
} from './answers/liveAnswers.ts';
export { reproduceAnswer } from './answers/reproduceAnswer.ts';
export { stopAnswer } from './answers/stopAnswer.ts';
export { type AnswerUpdate, watchAnswer } from './answers/watchAnswer.ts';
export { ask, askInput, chatQuestion, editQuestion, newConversation, regenerate } from './ask.ts';
export { type ChatMessage, listMessages, messagesAfter } from './chatStore.ts';
export { createEvidenceStore, type EvidenceStore } from './context/evidence.ts';
export { createExchangeOpener, type OpenExchange } from './openExchange.ts';
export { type ReplyEvent, streamReply, streamReplyInput } from './reply.ts';
export { suggestedQuestionSchema, suggestQuestions } from './suggestions.ts';
