import { plural } from '../../lib/format.ts';
import { steps } from '../../lib/steps.ts';
import { StepHeading } from '../../shell/StepHeading.tsx';
import { ButtonLink } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { DeletedItems } from './deletionCookie.server.ts';

/** The end of a session: what was deleted, by count. */
export function SessionDeleted({
  deletion: { keys, testRuns, results },
}: {
  deletion: DeletedItems;
}) {
  const counts = `${plural(keys, 'key')}, ${plural(testRuns, 'run')}, ${plural(results, 'result')} deleted.`;
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
