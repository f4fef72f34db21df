import { Link } from '@remix-run/react';
import { plural } from '../../lib/format.ts';
import { editLink } from '../../lib/modelStepLinks.ts';
import { steps } from '../../lib/steps.ts';

/** What was refused for its key is refused again until that is edited. */
export function EditKeyLink({
  connectionId,
  count,
}: {
  /** That of the run; null where it is not known. */
  connectionId: string | null;
  /** Left out where the run was stopped for the key. */
  count?: number;
}) {
  return (
    <span className="text-[0.9375rem]">
      {count !== undefined && `${plural(count, 'call')} failed because of the key. `}
      <Link
        to={connectionId ? editLink(connectionId, { field: 'apiKey' }) : steps.model.path}
        className="link"
      >
        Edit the key
      </Link>
    </span>
  );
}
