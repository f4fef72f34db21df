import type { AllGrader, AnyGrader, GraderSpec, NotGrader } from '../../../contract/graders.ts';
import type { Judgement } from '../../../contract/grades.ts';
import type { GradeInput } from '../gradeInput.ts';
import { notJudged } from '../judgements.ts';

type Judge = (input: GradeInput) => Judgement;

/** Passes where every one of the graders does; the score is the lowest. The first that fails says why. */
export function all({ grader, ...input }: GradeInput<AllGrader>, judge: Judge): Judgement {
  const judgements = eachOf(grader.graders, input, judge);
  const failing = judgements.find(({ pass }) => pass === false);
  if (failing) return { ...failing, score: Math.min(...scoresOf(judgements)), pass: false };
  return (
    judgements.find(({ pass }) => pass === null) ?? {
      score: Math.min(...scoresOf(judgements)),
      pass: true,
      reason: reasonsOf(judgements),
      span: judgements.find(({ span }) => span)?.span ?? null,
    }
  );
}

/** Passes where one of the graders does; the score is the highest. The first that passes says why. */
export function any({ grader, ...input }: GradeInput<AnyGrader>, judge: Judge): Judgement {
  const judgements = eachOf(grader.graders, input, judge);
  const passing = judgements.find(({ pass }) => pass);
  if (passing) return { ...passing, score: Math.max(...scoresOf(judgements)) };
  return (
    judgements.find(({ pass }) => pass === null) ?? {
      score: Math.max(...scoresOf(judgements)),
      pass: false,
      reason: reasonsOf(judgements),
      span: null,
    }
  );
}

/** Passes where the other does not, and fails where it does. */
export function not({ grader, ...input }: GradeInput<NotGrader>, judge: Judge): Judgement {
  const { score, pass, reason, span } = judge({ ...input, grader: grader.grader });
  if (pass === null || score === null) return notJudged(reason);
  const why = pass ? 'This must not be' : 'As it must be';
  return { score: 1 - score, pass: !pass, reason: `${why}: ${reason}`, span: pass ? span : null };
}

function eachOf(
  graders: GraderSpec[],
  input: Omit<GradeInput, 'grader'>,
  judge: Judge,
): Judgement[] {
  return graders.map((grader) => judge({ ...input, grader }));
}

function scoresOf(judgements: Judgement[]): number[] {
  return judgements.flatMap(({ score }) => score ?? []);
}

/** Of many the first few say enough. */
function reasonsOf(judgements: Judgement[]): string {
  const reasons = judgements.slice(0, 3).map(({ reason }) => reason);
  const more = judgements.length - reasons.length;
  return more > 0 ? `${reasons.join(' ')} And ${more} more.` : reasons.join(' ');
}
