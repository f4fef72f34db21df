import type { LoaderFunctionArgs } from '@remix-run/node';
import { problemKinds } from '../../contract/problemKinds.ts';
import { loadNarrowed } from '../steps/run/results/loadNarrowed.server.ts';

/** The results of a run without the rest of its page, for the page itself: `narrowedResults.ts` asks for them. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  try {
    return Response.json(await loadNarrowed(context, new URL(request.url).searchParams));
  } catch (error) {
    const problem = context.foreseenProblem(error);
    if (!problem) throw error;
    return new Response(null, { status: problemKinds[problem.kind].http });
  }
}
