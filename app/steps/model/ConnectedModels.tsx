import type { ReactNode } from 'react';
import type { Session } from '../../lib/api.ts';
import { StepFooter } from '../../shell/StepFooter.tsx';
import { ConnectionCard, type OpenCardForm } from './ConnectionCard.tsx';
import type { ModelFormAnswer } from './modelForm.ts';
import { useFocusAfterAction } from './useFocusAfterAction.ts';
import { useFollowedTests } from './useFollowedTests.ts';

/** The models of a session, a card each, and below them what can be done with them together. */
export function ConnectedModels({
  session: { connections, connectionTested },
  simulatedUrl,
  openForm,
  retryInMs,
  isAdding,
  answer,
  children,
}: {
  session: Session;
  /** Base URL of the simulated models; null where there are none. */
  simulatedUrl: string | null;
  openForm: OpenCardForm | null;
  /** How long the endpoint of a connection wants to be left alone, where it said so. */
  retryInMs: Record<string, number>;
  /** Whether another model is being entered below the cards. */
  isAdding: boolean;
  /** What came of the form that was sent. */
  answer: ModelFormAnswer | undefined;
  children: ReactNode;
}) {
  const isAlone = connections.length === 1;
  // Who is filling in a form is not disturbed.
  useFollowedTests(openForm || isAdding ? [] : connections);
  useFocusAfterAction();
  return (
    <>
      <div className={isAlone ? '' : 'grid items-start gap-6 lg:grid-cols-2'}>
        {connections.map((connection) => (
          <ConnectionCard
            key={connection.connectionId}
            connection={connection}
            isAlone={isAlone}
            isSimulated={connection.endpointUrl.startsWith(simulatedUrl ?? '\0')}
            retryInMs={retryInMs[connection.connectionId] ?? null}
            openForm={openForm?.connectionId === connection.connectionId ? openForm : null}
            answer={answer}
          />
        ))}
      </div>
      <div className="mt-12 space-y-12 empty:hidden">{children}</div>
      <StepFooter back="domain" next={connectionTested ? 'batch' : undefined} primary />
    </>
  );
}
