import { useSubmit } from '@remix-run/react';
import type { KeyboardEvent } from 'react';
import type { RunResult } from '../../../lib/api.ts';
import { resultAnchor } from '../resultQuery.ts';

/** What the keys say of the result whose row has the focus; `u` takes it back. */
const passOfKey: Record<string, string> = { y: 'true', n: 'false', u: '' };

/** Keys of a table of results: up and down go from row to row, y and n mark the one in focus. */
export function useGradeKeys(results: RunResult[], isOver: boolean) {
  const submit = useSubmit();
  return (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.tagName !== 'SUMMARY') return;
    const row = target.closest('tr')?.id;
    const at = results.findIndex(({ id }) => resultAnchor(id) === row);
    const result = results[at];
    if (!result) return;
    const next = { ArrowDown: results[at + 1], ArrowUp: results[at - 1] }[event.key];
    if (next) {
      event.preventDefault();
      document
        .getElementById(resultAnchor(next.id))
        ?.querySelector<HTMLElement>('summary')
        ?.focus();
    }
    const pass = passOfKey[event.key];
    if (pass === undefined || !isOver) return;
    const note = pass === '' ? '' : (result.overrule?.note ?? '');
    submit(
      { intent: 'overrule', resultId: result.id, pass, note },
      { method: 'post', replace: true, preventScrollReset: true },
    );
  };
}
