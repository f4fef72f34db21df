/**
 * REST v2 as one table: the audit's paths, fields and status codes, and what came after in the same manner, each
 * a procedure of the API. The router and the description in OpenAPI are made from it. Fields are in camelCase here
 * and in snake_case on the wire.
 */
import type { RestRoute } from './restRoute.ts';
import { adapterCheckRoutes } from './routes/adapterCheckRoutes.ts';
import { blindVoteRoutes } from './routes/blindVoteRoutes.ts';
import { chatRoutes } from './routes/chatRoutes.ts';
import { comparisonRoutes } from './routes/comparisonRoutes.ts';
import { connectionRoutes } from './routes/connectionRoutes.ts';
import { exportRoutes } from './routes/exportRoutes.ts';
import { resultRoutes } from './routes/resultRoutes.ts';
import { runRoutes } from './routes/runRoutes.ts';
import { sessionRoutes } from './routes/sessionRoutes.ts';
import { suiteRoutes } from './routes/suiteRoutes.ts';

export const routeTable: RestRoute[] = [
  ...sessionRoutes,
  ...connectionRoutes,
  ...adapterCheckRoutes,
  ...suiteRoutes,
  ...runRoutes,
  ...resultRoutes,
  ...comparisonRoutes,
  ...blindVoteRoutes,
  ...chatRoutes,
  ...exportRoutes,
];
