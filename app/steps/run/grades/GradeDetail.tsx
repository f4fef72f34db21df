import { Form } from '@remix-run/react';
import { graderLabels } from '../../../../contract/graders.ts';
import { gradeLabels } from '../../../../contract/grades.ts';
import type { RunResult } from '../../../lib/api.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';

/** What the grader said of a result, what a person said, and the form to say otherwise. */
export function GradeDetail({
  result,
  isOver,
  subject = `result ${result.promptIndex + 1}`,
}: {
  result: RunResult;
  isOver: boolean;
  /** What is graded, where a page has several of one number. */
  subject?: string;
}) {
  const { grade, overrule } = result;
  if (!grade && !isOver) return null;
  return (
    <div className="col-span-full min-w-0 space-y-2">
      <h3 className="text-sm font-medium text-muted">Grade</h3>
      {grade && (
        <p className="wrap-anywhere">
          <GradeBadge pass={grade.pass} /> <span>{grade.reason}</span>{' '}
          <span className="text-sm text-muted">
            {graderLabels[grade.grader].label}
            {grade.score !== null && !Number.isInteger(grade.score)
              ? `, score ${grade.score.toFixed(2)}`
              : ''}
          </span>
        </p>
      )}
      {overrule && (
        <p className="wrap-anywhere">
          <GradeBadge pass={overrule.pass} /> You overruled it
          {overrule.note ? `: ${overrule.note}` : '.'}
        </p>
      )}
      {isOver && <OverruleForm result={result} subject={subject} />}
    </div>
  );
}

function GradeBadge({ pass }: { pass: boolean | null }) {
  const { label, tone } =
    pass === null ? gradeLabels.ungraded : pass ? gradeLabels.correct : gradeLabels.incorrect;
  return <Badge tone={tone}>{label}</Badge>;
}

function OverruleForm({
  result: { id, overrule },
  subject,
}: {
  result: RunResult;
  subject: string;
}) {
  return (
    <Form
      method="post"
      replace
      preventScrollReset
      aria-label={`Your grade of ${subject}`}
      className="flex flex-wrap items-end gap-2"
    >
      <input type="hidden" name="intent" value="overrule" />
      <input type="hidden" name="resultId" value={id} />
      <TextField
        key={overrule?.overruled_at ?? 'none'}
        label="Note"
        id={`note-${id}`}
        name="note"
        defaultValue={overrule?.note ?? ''}
        maxLength={2_000}
        className="w-full"
      />
      <Button name="pass" value="true">
        Mark correct
      </Button>
      <Button name="pass" value="false">
        Mark wrong
      </Button>
      {overrule && (
        <Button name="pass" value="">
          Undo
        </Button>
      )}
    </Form>
  );
}
