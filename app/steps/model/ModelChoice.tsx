import { Form } from '@remix-run/react';
import type { Connection, ConnectionReport } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';
import { Button } from '../../ui/Button.tsx';
import { Section } from '../../ui/Section.tsx';
import { ModelPicker } from './ModelPicker.tsx';

/** Names of models that the endpoint lists, for a connection to turn to another one. Near names come first. */
export function ModelChoice({
  connection: { connectionId, modelId },
  report: { models, nearestModels },
  isChoosing,
}: {
  connection: Connection;
  report: ConnectionReport;
  isChoosing: boolean;
}) {
  if (!models || models.length === 0) return null;
  return (
    <Section level={3} title={nearestModels.length > 0 ? 'Did you mean' : 'Other models here'}>
      {nearestModels.length > 0 && (
        <Form method="post" replace className="mb-4 flex flex-wrap gap-2">
          <input type="hidden" name="intent" value="choose-model" />
          <input type="hidden" name="connectionId" value={connectionId} />
          {nearestModels.map((name) => (
            <Button key={name} name="modelId" value={name} busy={isChoosing}>
              <span className="figures text-sm wrap-anywhere">{name}</span>
            </Button>
          ))}
        </Form>
      )}
      <Form method="post" replace>
        <input type="hidden" name="intent" value="choose-model" />
        <input type="hidden" name="connectionId" value={connectionId} />
        <ModelPicker
          label={`The endpoint lists ${plural(models.length, 'model')}`}
          models={models}
          selected={models.includes(modelId) ? modelId : models[0]}
        >
          <Button busy={isChoosing}>Use this one</Button>
        </ModelPicker>
      </Form>
    </Section>
  );
}
