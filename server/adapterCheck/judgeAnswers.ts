/**
 * Whether two models are one, by prompts that each of them answered twice. Pure; how the rule was found, and which
 * errors it makes how often: docs/decisions/0037.
 */
import {
  type AdapterCheckOutcome,
  type AdapterPromptFinding,
  MIN_COMPARABLE_PROMPTS,
} from '../../contract/adapterCheck.ts';
import { type ConnectionRole, connectionRoles } from '../../contract/connectionRoles.ts';

/** What was answered to one prompt: whole texts, two a model where no call failed. */
export type Answers = Record<ConnectionRole, string[]>;

/** From so many comparable prompts on, others that vary now and then are put down to rare noise. */
const STEADY_PROMPTS = 8;

/** What one prompt shows. */
export function findingOf(answers: Answers): AdapterPromptFinding {
  const { candidate, baseline } = answers;
  if (candidate.length < 2 || baseline.length < 2) return 'failed';
  if (!connectionRoles.every((role) => isSteady(answers[role]))) return 'varies';
  return candidate[0] === baseline[0] ? 'same' : 'different';
}

/**
 * What all prompts that were asked show together.
 * @param notAsked how many others were meant to be
 */
export function outcomeOf(asked: Answers[], notAsked = 0): AdapterCheckOutcome {
  const findings = asked.map(findingOf);
  const count = (finding: AdapterPromptFinding) =>
    findings.filter((each) => each === finding).length;
  const comparable = count('same') + count('different');
  if (comparable < MIN_COMPARABLE_PROMPTS) {
    const mightHaveBeen = comparable + count('failed') + notAsked;
    return mightHaveBeen >= MIN_COMPARABLE_PROMPTS ? 'failed' : 'cannot_tell';
  }
  if (count('different') > 0) return 'different';
  return isNoisy(asked, comparable) ? 'cannot_tell' : 'identical';
}

/** Whether it is certain, with so many prompts to go, that too few will be comparable. */
export function isBeyondTelling(asked: Answers[], promptsToGo: number): boolean {
  const lost = ['varies', 'failed'];
  const comparable = asked.filter((each) => !lost.includes(findingOf(each))).length;
  return comparable + promptsToGo < MIN_COMPARABLE_PROMPTS;
}

/**
 * Whether the prompts that vary forbid to call the models one. One to which all four answers differ is answered at
 * random and says nothing. Any other tells of noise, which may just have spared those that look alike; and where a
 * steady model's answer is none of the other's two, the noise may cover a difference.
 */
function isNoisy(asked: Answers[], comparable: number): boolean {
  const noisy = asked.filter((answers) => findingOf(answers) === 'varies' && !isRandom(answers));
  if (noisy.length > 0 && comparable < STEADY_PROMPTS) return true;
  return noisy.some(
    ({ candidate, baseline }) => !candidate.some((each) => baseline.includes(each)),
  );
}

function isSteady([first, second]: string[]): boolean {
  return first === second;
}

function isRandom({ candidate, baseline }: Answers): boolean {
  return new Set([...candidate, ...baseline]).size === candidate.length + baseline.length;
}
