import { tracked } from '@trpc/server';
import { z } from 'zod';
import {
  ask,
  chatQuestion,
  listMessages,
  type ReplyEvent,
  reproduceAnswer,
  stopAnswer,
  streamReply,
  streamReplyInput,
  watchAnswer,
} from '../chat/index.ts';
import { relay, router, sessionProcedure } from '../trpc.ts';
import { answerProgressView, chatMessageView, recipesView } from './views.ts';

const someMessage = z.strictObject({ messageId: z.uuid('must be the id of a message') });

export const chatRouter = router({
  list: sessionProcedure
    .output(z.array(chatMessageView))
    .query(({ ctx }) => listMessages(ctx.services.db, ctx.session.sessionId)),

  /** Stores the question and starts the answer; follow it with `onToken`. */
  send: sessionProcedure
    .input(z.strictObject({ content: chatQuestion }))
    .output(z.object({ question: chatMessageView, answer: chatMessageView }))
    .mutation(async ({ ctx, input }) => {
      await ctx.services.rateLimits.spend('messages', ctx.session);
      const onError = (error: unknown) =>
        ctx.services.log.error({ err: error }, 'an answer failed');
      return ask({ ...ctx.services, onError }, ctx.session, input.content);
    }),

  stop: sessionProcedure
    .input(someMessage)
    .output(chatMessageView)
    .mutation(({ ctx, input }) => stopAnswer(ctx.services, ctx.session.sessionId, input.messageId)),

  /** The call behind an answer as curl, TypeScript and promptfoo YAML, without the key. */
  reproduce: sessionProcedure
    .input(someMessage)
    .output(recipesView)
    .query(({ ctx, input }) => reproduceAnswer(ctx.services, ctx.session, input.messageId)),

  /**
   * Follows an answer until it has ended. Event ids are text offsets: a client that comes back with
   * the last one it saw goes on with the next character.
   */
  onToken: sessionProcedure
    .input(someMessage.extend({ lastEventId: z.coerce.number().int().min(0).nullish() }))
    .subscription(async function* ({ ctx, input, signal }) {
      const events = watchAnswer(
        ctx.services,
        ctx.session.sessionId,
        input.messageId,
        input.lastEventId ?? 0,
        signal,
      );
      for await (const event of relay(events)) {
        yield tracked(String(event.offset), answerProgressView.parse(event));
      }
    }),

  /** Answers a conversation that the caller keeps; ends the upstream call when nobody listens. */
  reply: sessionProcedure
    .input(streamReplyInput)
    .subscription(async ({ ctx, input, signal }): Promise<AsyncGenerator<ReplyEvent>> => {
      await ctx.services.rateLimits.spend('messages', ctx.session);
      return relay(streamReply(ctx.services, ctx.session, input, signal));
    }),
});
