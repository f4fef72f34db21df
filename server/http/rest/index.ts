/** REST v2: the audit's paths, fields and status codes, each a thin face on a procedure. */
import express, { type Router } from 'express';
import { createCaller } from '../../api/appRouter.ts';
import type { Services } from '../../api/context.ts';
import { requestContext } from '../requestContext.ts';
import { MAX_BODY_BYTES } from '../security/requestSize.ts';
import { streamAtlas } from './atlas.ts';
import { readBatchTest, startBatchTest } from './batchTest.ts';
import { answerWith, callerForSession, fieldsOf, restErrors } from './caseMapping.ts';
import { sendExport } from './sendExport.ts';

export function restRoutes(services: Services): Router {
  const routes = express.Router();
  routes.use(express.json({ limit: MAX_BODY_BYTES }));

  routes
    .route('/configure')
    .post(
      answerWith(async (req) => {
        const caller = createCaller(requestContext(services, req));
        const session = await caller.session.create(fieldsOf(req.body) as never);
        const { sessionId, expiresAt, modelId, modelName } = session;
        return { sessionId, expiresAt, modelId, modelName };
      }),
    )
    .get(answerWith((req) => callerForSession(services, req).session.current()))
    .delete(answerWith(cleanUp));
  routes.post(
    '/configure/test',
    answerWith((req) => callerForSession(services, req).session.testConnection()),
  );
  routes
    .route('/batch-test')
    .post(answerWith((req) => startBatchTest(callerForSession(services, req), fieldsOf(req.body))))
    .get(answerWith((req) => readBatchTest(callerForSession(services, req), fieldsOf(req.query))));
  routes.post('/atlas', (req, res, next) => {
    streamAtlas(services, req, res).catch(next);
  });
  routes.get('/export', (req, res, next) => {
    sendExport(callerForSession(services, req), fieldsOf(req.query), res).catch(next);
  });
  routes.post('/cleanup', answerWith(cleanUp));
  routes.get(
    '/suites',
    answerWith(async (req) => ({
      suites: await createCaller(requestContext(services, req)).suite.list(),
    })),
  );
  routes.use(restErrors(services));
  return routes;

  async function cleanUp(req: express.Request) {
    const { deleted } = await callerForSession(services, req).session.delete();
    return { success: true, message: 'Session data deleted successfully', deleted };
  }
}
