import { Notice } from '../../ui/Notice.tsx';

/** Why somebody was brought here, or what was just done; nothing where that no longer holds. */
export function ModelNotice({
  notice,
  hasEnded = false,
  isTested,
}: {
  /** As the address names it. */
  notice: string | null;
  hasEnded?: boolean;
  /** Whether the first model has answered; undefined where there is no session. */
  isTested?: boolean;
}) {
  const isConnected = isTested !== undefined;
  return (
    <div className="mb-8 space-y-3 empty:hidden">
      {notice === 'connect' && !isConnected && (
        <Notice title="Connect a model first">
          The steps after this one need a model to talk to.
        </Notice>
      )}
      {notice === 'deleted' && !isConnected && (
        <Notice title="That session was deleted">
          Its key, its runs and their results are gone. Connect a model to start a new one.
        </Notice>
      )}
      {notice === 'test' && isTested === false && (
        <Notice tone="warn" title="The connection has to work first">
          The steps after this one need an endpoint that has answered once.
        </Notice>
      )}
      {notice === 'open' && isConnected && (
        <Notice title="This browser has a session already">
          Nothing new was connected. Add another model to the session below, or end it first.
        </Notice>
      )}
      {notice === 'removed' && isConnected && (
        <Notice title="The model was removed">
          Its key is gone. Its runs and their results stay.
        </Notice>
      )}
      {hasEnded && (
        <Notice title="Your last session has ended">
          Its key and results are gone. Connect a model to start a new one.
        </Notice>
      )}
    </div>
  );
}
