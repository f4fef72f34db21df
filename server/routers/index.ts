import { createCallerFactory, router } from '../trpc.ts';
import { batchRouter } from './batch.ts';
import { chatRouter } from './chat.ts';
import { exportRouter } from './export.ts';
import { sessionRouter } from './session.ts';
import { suiteRouter } from './suite.ts';

export const appRouter = router({
  session: sessionRouter,
  suite: suiteRouter,
  batch: batchRouter,
  chat: chatRouter,
  export: exportRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures in process, as loaders, actions and the REST routes do. */
export const createCaller = createCallerFactory(appRouter);
export type Caller = ReturnType<typeof createCaller>;
