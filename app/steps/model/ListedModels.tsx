import { useNavigation } from '@remix-run/react';
import type { ModelNames } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { RequestId } from '../../ui/RequestId.tsx';

/** The button that asks an endpoint for its models. */
export const LIST_BUTTON_ID = 'list-models';

/** Asks the endpoint for its models, which can then be chosen from; without scripts, too. */
export function ListedModels({
  list,
  typed,
}: {
  /** What the endpoint said when it was asked. */
  list: ModelNames | null;
  /** The id in the field above. */
  typed: string;
}) {
  const { formData } = useNavigation();
  const models = list?.models ?? [];
  return (
    <div className="-mt-3 space-y-3">
      {models.length > 0 && (
        <SelectField
          // Another list begins anew.
          key={models.join(' ')}
          label={`${plural(models.length, 'model')} listed by the endpoint`}
          name="listedModelId"
          // What was typed goes on counting until one is chosen.
          defaultValue={typed === '' && models.length === 1 ? models[0] : ''}
        >
          <option value="">{typed === '' ? 'Choose one' : 'The id as typed above'}</option>
          {models.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          id={LIST_BUTTON_ID}
          name="intent"
          value="list-models"
          busy={formData?.get('intent') === 'list-models'}
        >
          List the models
        </Button>
        <p role="status" className="text-sm text-muted">
          {list?.problem}
          {list?.models?.length === 0 && 'The endpoint lists no model: type the id.'}
        </p>
        {list?.upstreamRequestId && <RequestId id={list.upstreamRequestId} />}
      </div>
    </div>
  );
}
