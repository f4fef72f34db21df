/**
 * What Enter in a field presses, which is the first button that stands in the form. For the beginning of a form with
 * several buttons, of which another one comes before the one that is meant.
 */
export function DefaultSubmit({ name, value }: { name: string; value: string }) {
  return (
    <button type="submit" name={name} value={value} tabIndex={-1} className="sr-only" aria-hidden>
      {value}
    </button>
  );
}
