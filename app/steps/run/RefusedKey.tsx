import { Link } from '@remix-run/react';
import { plural } from '../../lib/format.ts';
import { steps } from '../../lib/steps.ts';
import { KeyForm } from '../model/KeyForm.tsx';

/** What was refused for its key is refused again until there is another one: it is entered right there. */
export function RefusedKey({
  connectionId,
  count,
}: {
  /** That of the run; null where it is not known. */
  connectionId: string | null;
  /** Left out where the run was stopped for the key. */
  count?: number;
}) {
  return (
    <div className="w-full space-y-2 text-[0.9375rem]">
      {count !== undefined && <p>{plural(count, 'call')} failed because of the key.</p>}
      {connectionId ? (
        <KeyForm connectionId={connectionId} />
      ) : (
        <Link to={steps.model.path} className="link">
          Edit the key
        </Link>
      )}
    </div>
  );
}
