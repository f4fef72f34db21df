/** The forms of the adapter check. */
import { type AppLoadContext, redirect } from '@remix-run/node';
import { adapterCheckLink } from '../../lib/modelStepLinks.ts';
import { readSuiteChoice } from '../suite/suiteCookie.server.ts';
import { throwAsPage } from './modelAnswers.server.ts';

/** Begins the check, with prompts of the suite that was chosen; the page that follows tells how it goes. */
export async function checkAdapter(
  { context, request }: { context: AppLoadContext; request: Request },
  { candidate, baseline }: { candidate: string; baseline: string },
) {
  const { api } = context;
  const testSuiteId = await chosenSuiteId(context, request);
  await api.adapterCheck
    .start({ candidate, baseline, testSuiteId, wait: false })
    .catch(throwAsPage(context));
  return redirect(adapterCheckLink());
}

export async function stopAdapterCheck(context: AppLoadContext) {
  await context.api.adapterCheck.stop().catch(throwAsPage(context));
  return redirect(adapterCheckLink());
}

/** Undefined before one was chosen, and where it is prompts of one's own, which are entered later. */
async function chosenSuiteId({ api }: AppLoadContext, request: Request) {
  const choice = await readSuiteChoice(request);
  const suites = choice ? await api.suite.list() : [];
  return suites.find(
    ({ taskDomain, difficulty }) =>
      taskDomain === choice?.domain && difficulty === choice.difficulty,
  )?.id;
}
