/** How the actions of the model step answer. */
import { type AppLoadContext, data, redirect } from '@remix-run/node';
import { connectionFieldLabels } from '../../../contract/connectionFields.ts';
import type { ProblemKind } from '../../../contract/problemKinds.ts';
import { type FormProblem, formProblem } from '../../lib/formProblem.ts';
import { steps } from '../../lib/steps.ts';
import { problemOrThrow, throwIfSessionEnded } from '../../lib/wizardSession.server.ts';
import type { ModelFormAnswer, ModelFormValues } from './modelForm.ts';

const shownAsLoaded: ModelFormAnswer = {
  values: null,
  problem: null,
  listed: null,
  inTheWay: null,
  localServers: null,
  refusedKeyOf: null,
};

/** Shows the form again, with what was typed and what came of it. */
export function shown(answer: Partial<ModelFormAnswer>) {
  return data({ ...shownAsLoaded, ...answer }, { status: answer.problem?.status ?? 200 });
}

/** @param values null where nothing was typed */
export function refused(values: ModelFormValues | null, problem: FormProblem, kind?: ProblemKind) {
  return shown({ values, problem, inTheWay: kind === 'session_limit' ? 'found' : null });
}

/**
 * The same for what the API refused.
 * @throws the error itself when it is not a refusal; a page where the session has ended
 */
export function refusedBecause(
  context: AppLoadContext,
  values: ModelFormValues | null,
  error: unknown,
) {
  throwIfSessionEnded(context, error);
  throwIfRemoved(context, error);
  const problem = problemOrThrow(context, error);
  return refused(values, formProblem(problem, connectionFieldLabels), problem.kind);
}

/** Says of a key that was entered by itself why it was not stored. */
export function refusedKey(context: AppLoadContext, connectionId: string, error: unknown) {
  throwIfSessionEnded(context, error);
  throwIfRemoved(context, error);
  const problem = formProblem(problemOrThrow(context, error), connectionFieldLabels);
  return shown({ problem, refusedKeyOf: connectionId });
}

/** For what has no form to say it in. */
export function throwAsPage(context: AppLoadContext) {
  return (error: unknown): never => {
    throwIfSessionEnded(context, error);
    throwIfRemoved(context, error);
    throw error;
  };
}

/** Another tab removed the connection: the page that follows shows which there are. */
function throwIfRemoved({ foreseenProblem }: AppLoadContext, error: unknown): void {
  if (foreseenProblem(error)?.kind === 'connection_not_found') throw redirect(steps.model.path);
}
