import { Form, useNavigation } from '@remix-run/react';
import { MAX_CONNECTIONS } from '../../../contract/connectionRoles.ts';
import type { Connection } from '../../lib/api.ts';
import type { FormProblem } from '../../lib/formProblem.ts';
import { addLink, COMPARE_ID } from '../../lib/modelStepLinks.ts';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { type ComparableModels, comparableModels } from './comparableModels.ts';
import { ModelPicker } from './ModelPicker.tsx';
import { roleOfNext } from './roleOfNext.ts';

/** Offers another model to hold the connected ones against, or says why there can be no more. */
export function CompareSection({
  connections,
  problem,
}: {
  connections: Connection[];
  /** Why the one that was just chosen was not connected. */
  problem: FormProblem | null;
}) {
  const isFull = connections.length >= MAX_CONNECTIONS;
  return (
    <Section title="Compare with another model" id={COMPARE_ID} className="scroll-mt-4">
      {problem && (
        <div className="mb-6">
          <Notice tone="bad" title="The model was not connected">
            {problem.formError ?? Object.values(problem.fieldErrors)[0]}
          </Notice>
        </div>
      )}
      {isFull ? (
        <p className="max-w-prose text-muted">
          A session holds {MAX_CONNECTIONS} models at most. Remove one to connect another.
        </p>
      ) : (
        <>
          <p className="max-w-prose text-muted">{introduction(connections)}</p>
          <div className="mt-6 grid gap-x-12 gap-y-8 lg:grid-cols-2">
            {comparableModels(connections).map((models) => (
              <FromSameEndpoint key={models.connectionId} models={models} />
            ))}
            <Section title="From another endpoint" level={3}>
              <p className="mb-4 text-[0.9375rem] text-muted">
                At its own address and with its own key, such as the provider of the base.
              </p>
              <ButtonLink to={addLink()} preventScrollReset>
                Enter its details
              </ButtonLink>
            </Section>
          </div>
        </>
      )}
    </Section>
  );
}

function introduction(connections: Connection[]): string {
  return roleOfNext(connections) === 'baseline'
    ? 'We recommend its base: the model that yours was made from. It becomes the baseline, to hold yours against.'
    : 'Another candidate is held against the same baseline.';
}

/** Those that the endpoint lists, each a click away; the key is taken over on the server. */
function FromSameEndpoint({ models }: { models: ComparableModels }) {
  const { formData } = useNavigation();
  const { connectionId, host, bases, others } = models;
  const addedModel = formData?.get('endpointOf') === connectionId ? formData.get('modelId') : null;
  const hidden = (
    <>
      <input type="hidden" name="intent" value="add-listed" />
      <input type="hidden" name="endpointOf" value={connectionId} />
    </>
  );
  return (
    <Section
      title="From the same endpoint"
      level={3}
      aside={<span className="figures">{host}</span>}
    >
      {bases.map(({ modelId, madeInto }) => (
        <Form key={modelId} method="post" className="mb-6">
          {hidden}
          <Button
            variant="primary"
            name="modelId"
            value={modelId}
            busy={addedModel === modelId}
            className="wrap-anywhere"
          >
            Compare with {modelId}
          </Button>
          <p className="mt-1.5 text-sm text-muted wrap-anywhere">
            Recommended: the endpoint names it as the base of {madeInto}.
          </p>
        </Form>
      ))}
      {others?.length === 0 ? (
        <p className="text-[0.9375rem] text-muted">
          {bases.length > 0
            ? 'It lists no other model.'
            : 'All models that it lists are connected.'}
        </p>
      ) : (
        <Form method="post">
          {hidden}
          <ModelPicker
            label={others ? 'Another model that it lists' : 'Model id, as the endpoint calls it'}
            models={others}
          >
            <Button
              busy={addedModel !== null && bases.every((base) => base.modelId !== addedModel)}
            >
              Add this one
            </Button>
          </ModelPicker>
        </Form>
      )}
    </Section>
  );
}
