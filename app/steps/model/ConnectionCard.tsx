import { connectionRoleLabels } from '../../../contract/connectionRoles.ts';
import { displayName } from '../../../contract/displayName.ts';
import type { Connection } from '../../lib/api.ts';
import { cardId } from '../../lib/modelStepLinks.ts';
import { Badge } from '../../ui/Badge.tsx';
import { CompatibilityCard } from './CompatibilityCard.tsx';
import { ConnectionDetails } from './ConnectionDetails.tsx';
import { ConnectionTest } from './ConnectionTest.tsx';
import { EditConnectionForm } from './EditConnectionForm.tsx';
import { ModelChoice } from './ModelChoice.tsx';
import type { ModelFormAnswer, ModelFormValues } from './modelForm.ts';
import { RemoveQuestion } from './RemoveQuestion.tsx';
import { usePendingIntent } from './usePendingIntent.ts';

/** The form that a card shows: that of its connection, or the question whether to remove it. */
export type OpenCardForm =
  | { kind: 'edit'; connectionId: string; values: ModelFormValues; opensAt: string }
  | { kind: 'remove'; connectionId: string };

/** One model of the session: how its test went, and what can be done with it. */
export function ConnectionCard({
  connection,
  isAlone,
  isSimulated,
  retryInMs,
  openForm,
  answer,
}: {
  connection: Connection;
  /** It is the only one of the session, so that its role says nothing. */
  isAlone: boolean;
  isSimulated: boolean;
  /** How long the endpoint wants to be left alone; null where it did not say. */
  retryInMs: number | null;
  openForm: OpenCardForm | null;
  /** What came of the form that was sent. */
  answer: ModelFormAnswer | undefined;
}) {
  const pendingIntent = usePendingIntent(connection.connectionId);
  const id = cardId(connection.connectionId);
  const { connectionReport: report, connectionTested } = connection;
  const isUnknownModel = (report?.nearestModels.length ?? 0) > 0;
  // What cures the failure stands beside it.
  const modelChoice = report && !connectionTested && (
    <ModelChoice
      connection={connection}
      report={report}
      isChoosing={pendingIntent === 'choose-model'}
    />
  );
  return (
    <article
      id={id}
      aria-labelledby={`${id}-name`}
      tabIndex={-1}
      className="@container min-w-0 scroll-mt-4 rounded-lg border border-rule p-4 sm:p-6"
    >
      <header className="mb-5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2
            id={`${id}-name`}
            className="min-w-0 text-xl font-semibold tracking-tight wrap-anywhere"
          >
            {displayName(connection)}
          </h2>
          {!isAlone && (
            <Badge tone={connection.role === 'candidate' ? 'accent' : 'neutral'}>
              {connectionRoleLabels[connection.role]}
            </Badge>
          )}
          {isSimulated && <Badge>Simulated</Badge>}
        </div>
        <p className="figures mt-1 text-sm text-muted wrap-anywhere">
          {new URL(connection.endpointUrl).host}
        </p>
      </header>
      {openForm?.kind === 'edit' ? (
        <EditConnectionForm connection={connection} {...openForm} answer={answer} />
      ) : (
        <div className="grid gap-x-12 gap-y-8 @3xl:grid-cols-[3fr_2fr]">
          <div className="min-w-0 space-y-6">
            {openForm?.kind === 'remove' && <RemoveQuestion connection={connection} />}
            <ConnectionTest
              connection={connection}
              isAlone={isAlone}
              retryInMs={retryInMs}
              keyError={
                answer?.refusedKeyOf === connection.connectionId
                  ? (answer.problem?.fieldErrors.apiKey ?? answer.problem?.formError ?? undefined)
                  : undefined
              }
            />
            {isUnknownModel && modelChoice}
            {report && (
              <CompatibilityCard
                connection={connection}
                report={report}
                isProbing={pendingIntent === 'probe-context'}
                isOpen={isAlone || !report.success}
              />
            )}
          </div>
          <div className="min-w-0 space-y-8">
            <ConnectionDetails connection={connection} />
            {!isUnknownModel && modelChoice}
          </div>
        </div>
      )}
    </article>
  );
}
