import { useCallback, useEffect, useRef, useState } from 'react';
import { MAX_PROMPTS } from '../../../../contract/suites.ts';
import type { StoredFile } from '../leftOut.ts';
import { type ImportClient, openImportClient } from './importClient.ts';
import {
  type Correction,
  type ImportOverview,
  type ImportPage,
  PAGE_SIZE,
  type PromptChange,
  type Selection,
} from './importMessages.ts';

const EVERYTHING: Selection = { category: undefined, take: 'all', count: 100, seed: 1 };
const NOTHING: ImportPage = { rows: [], selected: 0 };

/** A file on its way to becoming a suite: read in a worker, looked at a page at a time, changed, and saved. */
export function useSuiteImport(contextTokens: number | null) {
  const client = useRef<ImportClient>();
  const [file, setFile] = useState<{ blob: Blob; name: string }>();
  const [progress, setProgress] = useState<number | null>(null);
  const [overview, setOverview] = useState<ImportOverview>();
  const [selection, setSelection] = useState(EVERYTHING);
  const [pageNumber, setPageNumber] = useState(1);
  const [page, setPage] = useState(NOTHING);
  const [error, setError] = useState<string | null>(null);
  const [isSaving, setIsSaving] = useState(false);

  useEffect(
    () => () => {
      client.current?.close();
      client.current = undefined;
    },
    [],
  );

  const call = useCallback<ImportClient['call']>((...args) => {
    client.current ??= openImportClient(setProgress);
    return client.current.call(...args);
  }, []);

  // What is shown follows from what is selected, and from what has changed in the file.
  useEffect(() => {
    if (!overview) return;
    let isCurrent = true;
    call('page', selection, pageNumber).then(
      (next) => {
        if (!isCurrent) return;
        setPage(next);
        // What was removed may have been all of the last page.
        setPageNumber(Math.min(pageNumber, Math.max(1, Math.ceil(next.selected / PAGE_SIZE))));
      },
      (failure: Error) => setError(failure.message),
    );
    return () => {
      isCurrent = false;
    };
  }, [overview, selection, pageNumber, call]);

  function noteFailure(failure: unknown) {
    setError((failure as Error).message);
  }

  async function read(from: { blob: Blob; name: string }, correction: Correction = {}) {
    setFile(from);
    setError(null);
    setProgress(0);
    try {
      const next = await call('read', from.blob, correction, contextTokens);
      setPageNumber(1);
      setSelection(
        next.promptCount > MAX_PROMPTS
          ? { ...EVERYTHING, take: 'sample', count: MAX_PROMPTS }
          : EVERYTHING,
      );
      setOverview(next);
    } catch (failure) {
      setOverview(undefined);
      noteFailure(failure);
    }
    setProgress(null);
  }

  return {
    file,
    /** From 0 to 1 while a file is read; null otherwise. */
    progress,
    overview,
    selection,
    page,
    pageNumber,
    error,
    isSaving,
    read,
    correct: (correction: Correction) => file && read(file, correction),
    select(change: Partial<Selection>) {
      setPageNumber(1);
      setSelection((before) => ({ ...before, ...change }));
    },
    goTo: setPageNumber,
    async change(key: number, change: PromptChange) {
      const problem = await call('change', key, change);
      if (problem === null) setOverview(await call('overview'));
      return problem;
    },
    duplicate: (key: number) => call('duplicate', key).then(setOverview, noteFailure),
    remove: (key: number) => call('remove', key).then(setOverview, noteFailure),
    /** What was stored; null where it was refused. */
    async save(name: string): Promise<StoredFile | null> {
      setIsSaving(true);
      setError(null);
      try {
        return await call('save', selection, name);
      } catch (failure) {
        noteFailure(failure);
        return null;
      } finally {
        setIsSaving(false);
      }
    },
    /** Ends what is being read, and forgets what was. */
    close() {
      client.current?.close();
      client.current = undefined;
      setProgress(null);
      setOverview(undefined);
      setFile(undefined);
      setError(null);
    },
  };
}

export type SuiteImport = ReturnType<typeof useSuiteImport>;
