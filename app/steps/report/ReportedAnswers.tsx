import { suitePromptLabels } from '../../../contract/suites.ts';
import { formatWholeMs } from '../../lib/format.ts';
import { Badge } from '../../ui/Badge.tsx';
import type { Report } from './loadReport.server.ts';

/** Every answer under its prompt, as it was written. */
export function ReportedAnswers({
  answers,
  samples,
}: {
  answers: Report['answers'];
  /** How often each prompt was asked. */
  samples: number;
}) {
  return (
    <ol className="divide-y divide-rule">
      {answers.map((answer) => (
        <li key={answer.id} className="break-inside-avoid-page py-4">
          <p className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
            <span className="figures">
              {answer.promptIndex + 1}
              {samples > 1 && `.${answer.sample + 1}`}
            </span>
            <Badge tone={answer.label.tone}>{answer.label.label}</Badge>
            {answer.category && <bdi>{answer.category}</bdi>}
            {answer.latencyMs !== null && (
              <span className="figures">{formatWholeMs(answer.latencyMs)}</span>
            )}
          </p>
          <Text name={suitePromptLabels.prompt}>{answer.prompt}</Text>
          <Text name="Answer">{answer.response || 'No text.'}</Text>
          {answer.expectedAnswer && (
            <Text name={suitePromptLabels.expected_answer}>{answer.expectedAnswer}</Text>
          )}
          {answer.error && <Text name="Error">{answer.error}</Text>}
          {answer.reason && <Text name="Grade">{answer.reason}</Text>}
          {answer.note && <Text name="Note">{answer.note}</Text>}
        </li>
      ))}
    </ol>
  );
}

function Text({ name, children }: { name: string; children: string }) {
  return (
    <div className="mt-1 grid gap-x-4 sm:grid-cols-[8rem_minmax(0,1fr)]">
      <p className="text-sm/6 text-muted">{name}</p>
      <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
        {children}
      </p>
    </div>
  );
}
