import { useFetcher } from '@remix-run/react';
import { type RefObject, useEffect } from 'react';
import { runTitle } from '../../../contract/runs.ts';
import { steps } from '../../lib/steps.ts';
import { ConversationView } from './ConversationView.tsx';
import type { LoadedChat } from './loadChat.server.ts';

/** The conversation as it is now. */
export function DrawerConversation({ drawer }: { drawer: RefObject<HTMLElement> }) {
  const { data, load } = useFetcher<() => Promise<LoadedChat>>();
  useEffect(() => load(steps.chat.path), [load]);
  if (!data) return <p className="py-6 text-muted">Loading…</p>;
  const { modelName, messages, runs, run, suggestions, pageKey } = data;
  return (
    <div className="pt-4">
      {run && (
        <p className="mb-4 text-sm text-muted wrap-anywhere">
          About {runTitle(run)}
          {runs.length > 1 && ', the newest run'}. Figures that the model quotes are checked.
        </p>
      )}
      <ConversationView
        modelName={modelName}
        loaded={messages}
        runs={runs}
        suggestions={suggestions}
        discussed={null}
        compared={null}
        initialRefusal={null}
        pageKey={pageKey}
        drawer={drawer}
      />
    </div>
  );
}
