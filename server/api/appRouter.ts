import { adapterCheckRouter } from './routers/adapterCheck.ts';
import { batchRouter } from './routers/batch.ts';
import { blindVoteRouter } from './routers/blindVote.ts';
import { chatRouter } from './routers/chat.ts';
import { comparisonRouter } from './routers/comparison.ts';
import { connectionRouter } from './routers/connection.ts';
import { exportRouter } from './routers/export.ts';
import { sessionRouter } from './routers/session.ts';
import { suiteRouter } from './routers/suite.ts';
import { createCallerFactory, router } from './trpc.ts';

export const appRouter = router({
  session: sessionRouter,
  connection: connectionRouter,
  adapterCheck: adapterCheckRouter,
  suite: suiteRouter,
  batch: batchRouter,
  comparison: comparisonRouter,
  blindVote: blindVoteRouter,
  chat: chatRouter,
  export: exportRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures in process, as loaders, actions and the REST routes do. */
export const createCaller = createCallerFactory(appRouter);
export type Caller = ReturnType<typeof createCaller>;
