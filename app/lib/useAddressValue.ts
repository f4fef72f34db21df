import { type RefObject, useEffect, useRef } from 'react';

/**
 * For a field that starts with what the address says: where the address changes, the field follows. A field that is
 * made anew would do so as well, but lose the focus.
 */
export function useAddressValue<Field extends { value: string }>(value: string): RefObject<Field> {
  const field = useRef<Field>(null);
  const before = useRef(value);
  useEffect(() => {
    // What was typed before the page had its scripts stays.
    if (field.current && before.current !== value) field.current.value = value;
    before.current = value;
  }, [value]);
  return field;
}
