/** What the API refuses in a loader or an action, as a page answers it. */
import { type ActionFunction, data, type LoaderFunction, type ServerBuild } from '@remix-run/node';
import type { Problem } from '../../../contract/problem.ts';

type RouteFunction = LoaderFunction & ActionFunction;

/**
 * The same build, whose loaders and actions answer by the status of a refusal that they let through, so that
 * no route has to think of all that can be refused: above all of a database that is away.
 */
export function withRefusals(build: ServerBuild): ServerBuild {
  const routes = Object.entries(build.routes).map(([id, route]) => {
    if (!route) return [id, route];
    const { loader, action } = route.module;
    const module = {
      ...route.module,
      ...(loader && { loader: answering(loader) }),
      ...(action && { action: answering(action) }),
    };
    return [id, { ...route, module }];
  });
  return { ...build, routes: Object.fromEntries(routes) };
}

function answering(run: LoaderFunction | ActionFunction): RouteFunction {
  return async (args) => {
    try {
      return await (run as RouteFunction)(args);
    } catch (error) {
      const problem = args.context.foreseenProblem(error);
      if (!problem) throw error;
      args.context.announceRetry(problem);
      throw refusalData(problem);
    }
  };
}

/** What error boundaries show (`StepRefusal` in `app/lib`). */
function refusalData({ kind, message, status, retryAfterSeconds }: Problem) {
  return data({ kind, message, retryAfterSeconds }, { status });
}
