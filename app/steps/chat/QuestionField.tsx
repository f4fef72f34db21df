import { forwardRef, type KeyboardEvent } from 'react';
import { controlClass } from '../../ui/Field.tsx';

/** Where a question is typed. Enter sends the form it stands in, Shift and Enter starts a line. */
export const QuestionField = forwardRef<
  HTMLTextAreaElement,
  {
    id: string;
    label: string;
    defaultValue?: string;
    error?: string;
    hint?: string;
    isSendable: boolean;
    autoFocus?: boolean;
  }
>(function QuestionField({ id, label, defaultValue, error, hint, isSendable, autoFocus }, ref) {
  const sendOnEnter = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // 229 is what Safari says of the Enter that ends the composition of a word.
    const isComposing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || isComposing) return;
    event.preventDefault();
    const { form, value } = event.currentTarget;
    if (isSendable && value.trim() !== '') form?.requestSubmit();
  };
  return (
    <>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <textarea
        ref={ref}
        id={id}
        name="content"
        rows={2}
        required
        // biome-ignore lint/a11y/noAutofocus: only where opening the field was asked for
        autoFocus={autoFocus}
        defaultValue={defaultValue}
        onKeyDown={sendOnEnter}
        placeholder="Ask about the results"
        dir="auto"
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-words`}
        className={`${controlClass} max-h-48 resize-y [field-sizing:content]`}
      />
      <p id={`${id}-words`} className="mt-1.5 text-sm">
        {error ? (
          <span className="text-bad">{error}</span>
        ) : (
          <span className="hidden text-muted sm:inline">{hint}</span>
        )}
      </p>
    </>
  );
});
