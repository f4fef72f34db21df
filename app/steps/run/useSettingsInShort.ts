import { type RefObject, useEffect, useState } from 'react';
import { plural } from '../../lib/format.ts';
import type { ModelsFormValues } from './modelsForm.ts';
import { type RunFormValues, readRunForm } from './runForm.ts';
import { typedInShort } from './settingsForm.ts';

/** The settings of a form in a line, brought up to date while they are typed. */
export function useSettingsInShort(
  formRef: RefObject<HTMLFormElement>,
  values: RunFormValues,
): string {
  const [typed, setTyped] = useState(values);
  useEffect(() => setTyped(values), [values]);
  useEffect(() => {
    const form = formRef.current;
    const read = () => form && setTyped(readRunForm(new FormData(form)).values);
    form?.addEventListener('input', read);
    return () => form?.removeEventListener('input', read);
  }, [formRef]);
  const limit = Number(typed.promptLimit);
  const differing = countDiffering(typed.models);
  return [
    typedInShort(typed.settings),
    limit > 0 && `first ${plural(limit, 'prompt')}`,
    differing > 0 && `${plural(differing, 'model')} with other settings`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** How many of the models that are asked have something for themselves. */
function countDiffering(models: ModelsFormValues | null): number {
  return (models?.asked ?? []).filter((id) =>
    Object.values(models?.own[id] ?? {}).some((value) => value !== ''),
  ).length;
}
