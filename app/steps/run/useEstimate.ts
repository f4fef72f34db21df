import { type RefObject, useEffect, useState } from 'react';
import type { RunEstimate } from '../../lib/api.ts';
import { byomClient } from '../../lib/byomClient.ts';
import { estimateInputOf } from './estimateInput.ts';
import { readRunForm } from './runForm.ts';

const TYPING_PAUSE_MS = 400;

/**
 * What the run in a form would take, asked for anew while the form is filled in.
 * @param initial what the page was loaded with
 * @returns null while the form says nothing that can be run
 */
export function useEstimate(
  formRef: RefObject<HTMLFormElement>,
  initial: RunEstimate | null,
): RunEstimate | null {
  const [estimate, setEstimate] = useState(initial);
  useEffect(() => setEstimate(initial), [initial]);

  useEffect(() => {
    const form = formRef.current;
    if (!form) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lastRequest = new AbortController();
    const requestEstimate = async () => {
      lastRequest.abort();
      lastRequest = new AbortController();
      const { signal } = lastRequest;
      try {
        const input = await estimateInputOf(readRunForm(new FormData(form)).input);
        const latest = await (await byomClient()).batch.estimate.query(input, { signal });
        if (!signal.aborted) setEstimate(latest);
      } catch {
        // What is wrong with the form is said when it is sent, not while it is being filled in.
        if (!signal.aborted) setEstimate(null);
      }
    };
    const requestEstimateSoon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void requestEstimate(), TYPING_PAUSE_MS);
    };
    form.addEventListener('input', requestEstimateSoon);
    return () => {
      form.removeEventListener('input', requestEstimateSoon);
      clearTimeout(timer);
      lastRequest.abort();
    };
  }, [formRef]);
  return estimate;
}
