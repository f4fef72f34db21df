/** Who is asking, and what to answer when the API refuses, as loaders and actions of the wizard see it. */
import { type AppLoadContext, data, redirect } from '@remix-run/node';
import type { Problem } from '../../contract/problem.ts';
import { type ProblemKind, problemKinds } from '../../contract/problemKinds.ts';
import type { Session } from './api.ts';
import type { StepRefusal } from './stepRefusal.ts';
import { steps } from './steps.ts';

export type WizardSession =
  | { state: 'live'; session: Session }
  | { state: 'none' }
  | { state: 'ended'; message: string };

/** Looks the session up without judging. */
export async function readSession({
  api,
  foreseenProblem,
}: AppLoadContext): Promise<WizardSession> {
  try {
    return { state: 'live', session: await api.session.current() };
  } catch (error) {
    const problem = foreseenProblem(error);
    if (problem?.kind === 'session_required') return { state: 'none' };
    // Many visitors of one address came back too late: this one too, by all we know.
    const isRateLimited = problem?.kind === 'rate_limited';
    if (problem && (isRateLimited || isSessionEnd(problem.kind))) {
      return { state: 'ended', message: problem.message };
    }
    throw error;
  }
}

/**
 * The session of a step that cannot do without one.
 * @throws a redirect to the model step when there never was one, a 410 page when it has ended
 */
export async function requireSession(context: AppLoadContext): Promise<Session> {
  const wizard = await readSession(context);
  if (wizard.state === 'live') return wizard.session;
  if (wizard.state === 'none') throw redirect(`${steps.model.path}?notice=connect`);
  throw sessionEndedResponse(wizard.message);
}

/**
 * The same for steps that also need an endpoint which has answered.
 * @throws also a redirect to the model step while the connection is untested
 */
export async function requireTestedSession(context: AppLoadContext): Promise<Session> {
  const session = await requireSession(context);
  if (!session.connectionTested) throw redirect(`${steps.model.path}?notice=test`);
  return session;
}

/**
 * What the API refused, for a form to say.
 * @throws the error itself when it is not a refusal
 */
export function problemOrThrow(context: AppLoadContext, error: unknown): Problem {
  const problem = context.foreseenProblem(error);
  if (!problem) throw error;
  context.announceRetry(problem);
  return problem;
}

/** Lets a loader or an action answer with the page that says so when the session ended meanwhile. */
export function throwIfSessionEnded({ foreseenProblem }: AppLoadContext, error: unknown): void {
  const problem = foreseenProblem(error);
  if (problem?.kind === 'session_required') throw redirect(`${steps.model.path}?notice=connect`);
  if (problem && isSessionEnd(problem.kind)) throw sessionEndedResponse(problem.message);
}

function isSessionEnd(kind: ProblemKind): boolean {
  return kind === 'session_expired' || kind === 'session_not_found';
}

/** The answer for a run or a result that this session does not have. */
export function runNotFound() {
  return refusedStep({ kind: 'run_not_found', message: 'This session has no such run.' });
}

export function suiteNotFound() {
  return refusedStep({
    kind: 'suite_not_found',
    message: 'This session has no such suite of its own.',
  });
}

export function comparisonNotFound() {
  return refusedStep({
    kind: 'comparison_not_found',
    message: 'This session has no such comparison.',
  });
}

export function blindVoteNotFound() {
  return refusedStep({
    kind: 'blind_vote_not_found',
    message: 'This session has no such blind vote.',
  });
}

/** Never had and no longer there look alike to who comes back. */
function sessionEndedResponse(message: string) {
  return refusedStep({ kind: 'session_expired', message });
}

function refusedStep({ kind, message }: StepRefusal) {
  return data({ kind, message } satisfies StepRefusal, { status: problemKinds[kind].http });
}
