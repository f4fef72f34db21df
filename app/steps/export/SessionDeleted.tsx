import type { Deletion } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';
import { steps } from '../../lib/steps.ts';
import { StepHeading } from '../../shell/StepHeading.tsx';
import { ButtonLink } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';

/** The end of a session: what was deleted, by count. */
export function SessionDeleted({
  deletion: { config, testRuns, results },
}: {
  deletion: Deletion;
}) {
  const counts = `${plural(config ? 1 : 0, 'key')}, ${plural(testRuns, 'run')}, ${plural(results, 'result')} deleted.`;
  return (
    <>
      <StepHeading step="export" title="Everything is deleted" />
      <Notice tone="good" title={counts}>
        Nothing of this session is left on the server. Files you downloaded are yours to keep.
      </Notice>
      <ButtonLink to={steps.domain.path} variant="primary" className="mt-8">
        Test another model
      </ButtonLink>
    </>
  );
}
