interface RadioCardProps {
  name: string;
  value: string;
  label: string;
  hint: string;
  checked: boolean;
  onChange: (value: string) => void;
}

/** One choice of a radio group, large enough for a thumb. */
export function RadioCard({ name, value, label, hint, checked, onChange }: RadioCardProps) {
  const id = `${name}-${value}`;
  return (
    <div
      className={
        'relative flex items-start gap-3 rounded-md border border-rule bg-surface px-4 py-3 ' +
        'transition-colors hover:border-edge has-checked:border-accent ' +
        'has-checked:bg-accent-soft has-focus-visible:outline-2 ' +
        'has-focus-visible:outline-offset-2 has-focus-visible:outline-accent'
      }
    >
      <input
        type="radio"
        id={id}
        name={name}
        value={value}
        checked={checked}
        onChange={() => onChange(value)}
        aria-describedby={`${id}-hint`}
        className="mt-1 size-4 shrink-0 accent-accent outline-none"
      />
      <div>
        <label htmlFor={id} className="font-medium after:absolute after:inset-0 cursor-pointer">
          {label}
        </label>
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      </div>
    </div>
  );
}
