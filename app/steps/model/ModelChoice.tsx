import { Form } from '@remix-run/react';
import type { ConnectionReport } from '../../lib/api.ts';
import { Button } from '../../ui/Button.tsx';
import { Section } from '../../ui/Section.tsx';

/** Names of models that the endpoint lists, to turn to another one. Near names come first. */
export function ModelChoice({
  report,
  modelId,
  isChoosing,
}: {
  report: ConnectionReport;
  modelId: string;
  isChoosing: boolean;
}) {
  const { models, nearestModels } = report;
  if (!models || models.length === 0) return null;
  return (
    <Section title={nearestModels.length > 0 ? 'Did you mean' : 'Other models here'}>
      {nearestModels.length > 0 && (
        <Form method="post" replace className="mb-4 flex flex-wrap gap-2">
          <input type="hidden" name="intent" value="choose-model" />
          {nearestModels.map((name) => (
            <Button key={name} name="modelId" value={name} busy={isChoosing}>
              <span className="figures text-sm wrap-anywhere">{name}</span>
            </Button>
          ))}
        </Form>
      )}
      <Form method="post" replace className="flex flex-wrap items-end gap-2">
        <input type="hidden" name="intent" value="choose-model" />
        <label className="min-w-0 flex-1 text-sm font-medium">
          The endpoint lists {models.length === 1 ? 'one model' : `${models.length} models`}
          <select
            name="modelId"
            defaultValue={models.includes(modelId) ? modelId : models[0]}
            className="figures mt-1.5 block w-full min-w-0 rounded-md border border-edge bg-surface px-2 py-2 text-sm font-normal"
          >
            {models.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <Button busy={isChoosing}>Use this one</Button>
      </Form>
    </Section>
  );
}
