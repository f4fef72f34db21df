import { CopyButton } from './CopyButton.tsx';

/** What the provider's support asks for when a call has failed: its own id of the call. */
export function RequestId({ id }: { id: string }) {
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-4 text-sm text-muted">
      <span>
        Request ID of the provider <code className="select-all wrap-anywhere text-ink">{id}</code>
      </span>
      <CopyButton text={id} label="Copy ID" />
    </p>
  );
}
