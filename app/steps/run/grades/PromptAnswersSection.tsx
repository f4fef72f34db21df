import { gradeLabels } from '../../../../contract/grades.ts';
import type { PromptAnswers } from '../../../lib/api.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Section } from '../../../ui/Section.tsx';

/** What a prompt was answered each time that it was asked, in one row. */
export function PromptAnswersSection({
  prompts,
  totalPrompts,
}: {
  prompts: PromptAnswers[];
  totalPrompts: number;
}) {
  if (prompts.length === 0) return null;
  return (
    <Section
      title="Answers by prompt"
      aside={prompts.length < totalPrompts && `the first ${prompts.length} of ${totalPrompts}`}
    >
      <ol className="border-t border-rule">
        {prompts.map(({ promptIndex, prompt, samples, graded, correct, clusters }) => (
          <li
            key={promptIndex}
            className="grid gap-x-6 gap-y-1 border-b border-rule py-2.5 text-[0.9375rem] md:grid-cols-[2fr_3fr]"
          >
            <p className="line-clamp-2 wrap-anywhere">
              <span className="figures mr-2 text-sm text-muted">{promptIndex + 1}</span>
              {prompt}
            </p>
            <div className="min-w-0">
              <ul className="flex flex-wrap gap-x-4 gap-y-1">
                {clusters.map(({ text, count, correct: isCorrect }) => (
                  <li key={`${isCorrect} ${text}`} className="max-w-full truncate">
                    <span className="figures">{count} × </span>
                    {isCorrect !== null && (
                      <Badge tone={gradeLabels[isCorrect ? 'correct' : 'incorrect'].tone}>
                        {gradeLabels[isCorrect ? 'correct' : 'incorrect'].label}
                      </Badge>
                    )}{' '}
                    {text}
                  </li>
                ))}
              </ul>
              <p className="text-sm text-muted">
                {graded > 0 ? `${correct} of ${graded} correct` : 'not graded'}
                {graded < samples && graded > 0 && `, ${samples - graded} not graded`}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
