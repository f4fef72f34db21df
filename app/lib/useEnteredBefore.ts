import { type RefObject, useEffect } from 'react';
import { useFromServer } from './useHydrated.ts';

/** Tells those who listen to a form what was entered while its page was not alive yet. The last of its effects. */
export function useEnteredBefore(formRef: RefObject<HTMLFormElement>): void {
  const isFromServer = useFromServer();
  useEffect(() => {
    if (!isFromServer) return;
    for (const field of formRef.current?.elements ?? []) {
      if (!wasChanged(field)) continue;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }, [formRef, isFromServer]);
}

function wasChanged(field: Element): boolean {
  if (field instanceof HTMLSelectElement) {
    const initial = [...field.options].findIndex(({ defaultSelected }) => defaultSelected);
    return field.selectedIndex !== Math.max(initial, 0);
  }
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (!(field instanceof HTMLInputElement)) return false;
  return /^(?:checkbox|radio)$/.test(field.type)
    ? field.checked !== field.defaultChecked
    : field.value !== field.defaultValue;
}
