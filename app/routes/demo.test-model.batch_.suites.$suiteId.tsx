import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { formProblem } from '../lib/formProblem.ts';
import { stepMeta, steps } from '../lib/steps.ts';
import {
  problemOrThrow,
  requireSession,
  suiteNotFound,
  throwIfSessionEnded,
} from '../lib/wizardSession.server.ts';
import { StepFooter } from '../shell/StepFooter.tsx';
import { StepHeading } from '../shell/StepHeading.tsx';
import { leftOutSentence } from '../steps/suite/leftOut.ts';
import { changePrompts } from '../steps/suite/own/changePrompts.server.ts';
import { OwnSuite } from '../steps/suite/own/OwnSuite.tsx';
import { suiteForms } from '../steps/suite/own/suiteForms.server.ts';
import { Notice } from '../ui/Notice.tsx';

export const meta = stepMeta('batch');

const PAGE_SIZE = 50;

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  await requireSession(context);
  const { prompts, graders, ...suite } = await findOwnSuite(context, params.suiteId);
  const query = new URL(request.url).searchParams;
  const category = query.get('category') ?? '';
  const matching = prompts
    .map((prompt, position) => ({ prompt, position, grader: graders[position] ?? null }))
    .filter(({ prompt }) => category === '' || prompt.category === category);
  const pages = Math.max(1, Math.ceil(matching.length / PAGE_SIZE));
  const page = Math.min(pages, Math.max(1, Math.trunc(Number(query.get('page'))) || 1));
  return {
    suite,
    leftOut: leftOutSentence(query),
    shown: {
      prompts: matching.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE),
      total: matching.length,
      page,
      pages,
      category,
    },
  };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { fields } = await context.readForm(suiteForms);
  const { prompts, id: testSuiteId } = await findOwnSuite(context, params.suiteId);
  try {
    if (fields.intent === 'delete') {
      await context.api.suite.delete({ testSuiteId });
      return redirect(`${steps.batch.path}?new`);
    }
    await context.api.suite.change({
      testSuiteId,
      ...(fields.intent === 'rename'
        ? { name: fields.name }
        : { prompts: changePrompts(prompts, fields) }),
    });
    const { pathname, search } = new URL(request.url);
    return redirect(`${pathname}${search}`);
  } catch (error) {
    throwIfSessionEnded(context, error);
    const problem = formProblem(problemOrThrow(context, error), {
      name: 'Name',
      prompts: 'Prompts',
    });
    return data({ problem }, { status: problem.status });
  }
}

export default function Suite() {
  const { suite, shown, leftOut } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  return (
    <>
      <StepHeading step="batch" title={suite.name}>
        <p>
          A suite of your own. Nobody else sees it, and it ends with your session: take it along if
          you want to keep it.
        </p>
      </StepHeading>
      {leftOut && (
        <div className="mb-8">
          <Notice tone="warn" title="Not everything was taken">
            {leftOut}
          </Notice>
        </div>
      )}
      <OwnSuite suite={suite} shown={shown} problem={refused?.problem ?? null} />
      <StepFooter back="batch" />
    </>
  );
}

export { StepErrorBoundary as ErrorBoundary } from '../shell/StepErrorBoundary.tsx';

async function findOwnSuite(
  context: LoaderFunctionArgs['context'],
  testSuiteId: string | undefined,
) {
  const suite = await context.api.suite
    .get({ testSuiteId: testSuiteId ?? '' })
    .catch((error: unknown) => {
      throwIfSessionEnded(context, error);
      if (context.foreseenProblem(error)) throw suiteNotFound();
      throw error;
    });
  if (suite.kind !== 'own') throw suiteNotFound();
  return suite;
}
