import { type ReactNode, useId } from 'react';

const controlClass =
  'figures mt-1.5 block min-h-11 w-full min-w-0 rounded-md border border-edge bg-surface px-2 py-2 text-sm';

/** A model of an endpoint: from its list or, where it has none, by its id. For a form around it. */
export function ModelPicker({
  label,
  models,
  selected,
  children,
}: {
  label: string;
  models: readonly string[] | null;
  selected?: string;
  /** The button that takes the model. */
  children: ReactNode;
}) {
  const id = useId();
  return (
    <div className="flex flex-wrap items-end gap-2">
      <div className="min-w-0 flex-1 basis-48">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {models ? (
          <select id={id} name="modelId" defaultValue={selected} className={controlClass}>
            {models.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        ) : (
          <input
            id={id}
            name="modelId"
            required
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            className={controlClass}
          />
        )}
      </div>
      {children}
    </div>
  );
}
