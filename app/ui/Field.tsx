import type { ComponentPropsWithoutRef, ReactNode, Ref } from 'react';
import { useTextEnteredBefore } from '../lib/useTextEnteredBefore.ts';

interface FieldProps {
  label: string;
  /** Where a page has several fields of one name. */
  id?: string;
  name: string;
  hint?: ReactNode;
  error?: string;
  /** Shown behind a number: `ms`, `s`. */
  unit?: string;
  className?: string;
}

/** A labelled text input with its hint and its error, wired up for screen readers. */
export function TextField({
  label,
  name,
  hint,
  error,
  unit,
  className,
  isMonospace,
  inputRef,
  id = `field-${name}`,
  ...input
}: FieldProps & { isMonospace?: boolean; inputRef?: Ref<HTMLInputElement> } & Omit<
    ComponentPropsWithoutRef<'input'>,
    'className'
  >) {
  return (
    <FieldFrame {...{ id, label, hint, error, className }} optional={!input.required && !unit}>
      <div className="relative">
        <input
          {...input}
          {...ariaAttributes(id, hint, error)}
          ref={inputRef}
          id={id}
          name={name}
          className={`${controlClass} ${isMonospace ? 'figures' : ''} ${unit ? 'pr-12' : ''}`}
        />
        {unit && (
          <span
            aria-hidden
            className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-sm text-muted"
          >
            {unit}
          </span>
        )}
      </div>
    </FieldFrame>
  );
}

const MAX_ROWS_AT_START = 12;

/** A labelled area for longer text, high enough for what it starts with, unless that is very long. */
export function TextArea({
  label,
  name,
  hint,
  error,
  className,
  isMonospace,
  optional,
  rows = 2,
  id = `field-${name}`,
  ...area
}: FieldProps & { isMonospace?: boolean; optional?: boolean } & Omit<
    ComponentPropsWithoutRef<'textarea'>,
    'className'
  >) {
  const ref = useTextEnteredBefore(id);
  const lines = String(area.defaultValue ?? '').split('\n').length;
  return (
    <FieldFrame {...{ id, label, hint, error, optional, className }}>
      <textarea
        {...area}
        ref={ref}
        rows={Math.max(rows, Math.min(lines, MAX_ROWS_AT_START))}
        {...ariaAttributes(id, hint, error)}
        id={id}
        name={name}
        className={`${controlClass} resize-y ${isMonospace ? 'figures text-sm leading-relaxed' : ''}`}
      />
    </FieldFrame>
  );
}

/** A labelled choice from a list. */
export function SelectField({
  label,
  name,
  hint,
  error,
  className,
  children,
  id = `field-${name}`,
  ...select
}: FieldProps & Omit<ComponentPropsWithoutRef<'select'>, 'className'>) {
  return (
    <FieldFrame {...{ id, label, hint, error, className }}>
      <select
        {...select}
        {...ariaAttributes(id, hint, error)}
        id={id}
        name={name}
        className={controlClass}
      >
        {children}
      </select>
    </FieldFrame>
  );
}

/** A labelled box to tick. */
export function CheckField({
  label,
  name,
  hint,
  className = '',
  id = `field-${name}`,
  ...input
}: Omit<FieldProps, 'error' | 'unit'> & Omit<ComponentPropsWithoutRef<'input'>, 'className'>) {
  return (
    <div className={`grid grid-cols-[auto_1fr] items-center gap-x-2.5 ${className}`}>
      <input
        {...input}
        {...ariaAttributes(id, hint, undefined)}
        type="checkbox"
        id={id}
        name={name}
        className="size-4 accent-accent"
      />
      <label htmlFor={id} className="py-1 text-sm font-medium">
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="col-start-2 text-sm text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

export const controlClass =
  'block w-full min-h-11 rounded-md border border-edge bg-surface px-3 py-2 text-ink ' +
  'placeholder:text-muted aria-invalid:border-bad hover:border-ink transition-colors';

function FieldFrame({
  id,
  label,
  hint,
  error,
  optional,
  className = '',
  children,
}: Pick<FieldProps, 'label' | 'hint' | 'error' | 'className'> & {
  id: string;
  optional?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={`flex flex-col gap-1.5 ${className}`}>
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {optional && <span className="text-xs text-muted">optional</span>}
      </div>
      {children}
      {error && (
        <p id={`${id}-error`} className="text-sm text-bad">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

function ariaAttributes(id: string, hint: ReactNode, error: string | undefined) {
  const parts = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean);
  return {
    'aria-invalid': error ? true : undefined,
    'aria-describedby': parts.join(' ') || undefined,
  };
}
