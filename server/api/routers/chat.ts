import { tracked } from '@trpc/server';
import { z } from 'zod';
import {
  type AnswerUpdate,
  ask,
  askInput,
  chatQuestion,
  editQuestion,
  listMessages,
  newConversation,
  type ReplyEvent,
  regenerate,
  reproduceAnswer,
  stopAnswer,
  streamReply,
  streamReplyInput,
  suggestedQuestionSchema,
  suggestQuestions,
  watchAnswer,
} from '../../chat/index.ts';
import type { Session } from '../../sessions/index.ts';
import type { Services } from '../context.ts';
import { oncePerEvent } from '../oncePerEvent.ts';
import {
  type AnswerProgress,
  callRecipesOutput,
  chatExchangeOutput,
  chatMessageOutput,
} from '../outputs.ts';
import { mapSubscription, router, sessionProcedure } from '../trpc.ts';

export const someMessage = z.strictObject({ messageId: z.uuid('must be the id of a message') });
export const editQuestionInput = someMessage.extend({ content: chatQuestion });
export const answerProgressInput = someMessage.extend({ lastEventId: answerEventId().nullish() });

export const chatRouter = router({
  /** The conversation that is going on, oldest message first. */
  list: sessionProcedure
    .output(z.array(chatMessageOutput))
    .query(async ({ ctx: { services, session } }) => {
      const messages = await listMessages(services.db, session.sessionHash);
      // Whoever opens the chat is about to ask.
      services.evidence.prepare(session.sessionHash).catch(() => {});
      return messages;
    }),

  /** Questions worth asking about the results there are. */
  suggestions: sessionProcedure
    .output(z.array(suggestedQuestionSchema))
    .query(({ ctx }) => suggestQuestions(ctx.services.db, ctx.session.sessionHash)),

  /** Stores the question and starts the answer; follow it with `onToken`. */
  send: sessionProcedure
    .input(askInput)
    .output(chatExchangeOutput)
    .mutation(({ ctx, input }) => ask(depsOf(ctx.services), ctx.session, input)),

  /** Answers a question once more, in place of `messageId` and all that followed it. */
  regenerate: sessionProcedure
    .input(someMessage)
    .output(chatExchangeOutput)
    .mutation(({ ctx, input: { messageId } }) =>
      regenerate(depsOf(ctx.services), ctx.session, messageId, permitFor(ctx)),
    ),

  /** Puts another question in the place of one; all that followed it gives way. */
  edit: sessionProcedure
    .input(editQuestionInput)
    .output(chatExchangeOutput)
    .mutation(({ ctx, input }) =>
      editQuestion(depsOf(ctx.services), ctx.session, input, permitFor(ctx)),
    ),

  /** Begins an empty conversation; an answer that is being written is stopped. */
  newConversation: sessionProcedure.mutation(({ ctx }) =>
    newConversation(ctx.services, ctx.session.sessionHash),
  ),

  /** Ends an answer and keeps what it has. */
  stop: sessionProcedure
    .input(someMessage)
    .output(chatMessageOutput)
    .mutation(({ ctx, input }) =>
      stopAnswer(ctx.services, ctx.session.sessionHash, input.messageId),
    ),

  /** The call behind an answer as curl, TypeScript and promptfoo YAML, without the key. */
  reproduce: sessionProcedure
    .input(someMessage)
    .output(callRecipesOutput)
    .query(({ ctx, input }) => reproduceAnswer(ctx.services, ctx.session, input.messageId)),

  /**
   * Follows an answer until it has ended. An event's id says how much of the text came, and after a
   * hyphen how much of the reasoning: a client that comes back with the last one it saw goes on with
   * the next character.
   */
  onToken: sessionProcedure.input(answerProgressInput).subscription(({ ctx, input, signal }) => {
    const from = input.lastEventId ?? { text: 0, reasoning: 0 };
    const { sessionHash } = ctx.session;
    const events = watchAnswer(ctx.services, sessionHash, input.messageId, from, signal);
    return mapSubscription(events, (update) => {
      const { text, reasoning } = update.offsets;
      return tracked(`${text}-${reasoning}`, progressView(update));
    });
  }),

  /** Answers a conversation that the caller keeps; ends the upstream call when nobody listens. */
  reply: sessionProcedure
    .input(streamReplyInput)
    .subscription(async ({ ctx, input, signal }): Promise<AsyncIterable<ReplyEvent>> => {
      await ctx.services.rateLimits.consume('messages', ctx.session);
      return mapSubscription(streamReply(ctx.services, ctx.session, input, signal));
    }),
});

/** One view for all watchers of an answer that are told the same. */
const progressView = oncePerEvent(({ offsets, ended, ...deltas }: AnswerUpdate): AnswerProgress => {
  const { text: offset, reasoning: reasoningOffset } = offsets;
  // Only rows hold what is not to be shown; checking each token would cost more than sending it.
  const shown = ended && chatMessageOutput.parse(ended);
  return { ...deltas, offset, reasoningOffset, ended: shown };
});

/** `12-34`, or `12` where the reasoning is wanted from its start. */
function answerEventId() {
  return z.coerce
    .string()
    .regex(/^\d{1,9}(-\d{1,9})?$/, 'must be the id of an event')
    .transform((id) => {
      const [text = 0, reasoning = 0] = id.split('-').map(Number);
      return { text, reasoning };
    });
}

function depsOf(services: Services) {
  const onError = (error: unknown) => services.log.error({ err: error }, 'an answer failed');
  return { ...services, onError };
}

/** Every call to the model counts among the messages of the session. */
function permitFor({ services, session }: { services: Services; session: Session }) {
  return () => services.rateLimits.consume('messages', session);
}
