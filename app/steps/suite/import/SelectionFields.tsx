import { MAX_PROMPTS } from '../../../../contract/suites.ts';
import { formatCount } from '../../../lib/format.ts';
import { SelectField, TextField } from '../../../ui/Field.tsx';
import type { ImportOverview, Selection } from './importMessages.ts';

const takes = {
  all: 'All of them',
  first: 'The first ones',
  sample: 'A random sample',
} as const satisfies Record<Selection['take'], string>;

/** Categories as values of a list: those of the file cannot be taken for these. */
const ALL = 'all';
const NONE = 'none';
const named = (category: string) => `=${category}`;

/** Which of the prompts are to become the suite. */
export function SelectionFields({
  selection: { category, take, count, seed },
  overview: { categories, promptCount },
  onSelect,
}: {
  selection: Selection;
  overview: ImportOverview;
  onSelect: (change: Partial<Selection>) => void;
}) {
  const chooseCategory = (value: string) =>
    onSelect({ category: value === ALL ? undefined : value === NONE ? null : value.slice(1) });
  const value = category === undefined ? ALL : category === null ? NONE : named(category);
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      {(category !== undefined || categories.some((each) => each.category !== null)) && (
        <SelectField
          label="Category"
          name="filter"
          value={value}
          onChange={(event) => chooseCategory(event.target.value)}
        >
          <option value={ALL}>All ({formatCount(promptCount)})</option>
          {withChosen(categories, category).map((each) => (
            <option
              key={each.category ?? NONE}
              value={each.category === null ? NONE : named(each.category)}
            >
              {each.category ?? 'None'} ({formatCount(each.count)})
            </option>
          ))}
        </SelectField>
      )}
      <SelectField
        label="Take"
        name="take"
        value={take}
        onChange={(event) => onSelect({ take: event.target.value as Selection['take'] })}
      >
        {Object.entries(takes).map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </SelectField>
      {take !== 'all' && (
        <NumberField
          label="How many"
          name="count"
          value={count}
          min={1}
          max={MAX_PROMPTS}
          onChange={(next) => onSelect({ count: next })}
        />
      )}
      {take === 'sample' && (
        <NumberField
          label="Seed"
          name="seed"
          value={seed}
          min={0}
          max={2 ** 31 - 1}
          onChange={(next) => onSelect({ seed: next })}
          hint="The same seed draws the same prompts."
        />
      )}
    </div>
  );
}

/** The chosen category stays one of them when its last prompt has got another or is removed. */
function withChosen(
  categories: ImportOverview['categories'],
  category: Selection['category'],
): ImportOverview['categories'] {
  const isGone = category !== undefined && !categories.some((each) => each.category === category);
  return isGone ? [...categories, { category, count: 0 }] : categories;
}

function NumberField({
  value,
  min,
  max,
  onChange,
  ...field
}: {
  label: string;
  name: string;
  hint?: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
}) {
  return (
    <TextField
      {...field}
      type="number"
      required
      defaultValue={value}
      min={min}
      max={max}
      onChange={({ target }) => {
        const next = target.valueAsNumber;
        if (Number.isInteger(next)) onChange(Math.min(max, Math.max(min, next)));
      }}
    />
  );
}
