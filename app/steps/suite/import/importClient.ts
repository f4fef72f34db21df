import type { FromImportWorker, ImportCalls } from './importMessages.ts';
import workerUrl from './suiteFile.worker.ts?worker&url';

/** The page's side of the worker that reads a file (docs/decisions/0041). */
export interface ImportClient {
  /** @throws Error with a sentence for people */
  call<Name extends keyof ImportCalls>(
    name: Name,
    ...args: Parameters<ImportCalls[Name]>
  ): Promise<ReturnType<ImportCalls[Name]>>;
  close(): void;
}

/** @param onProgress hears how much of a file is read, from 0 to 1 */
export function openImportClient(onProgress: (part: number) => void): ImportClient {
  const worker = new Worker(trusted(workerUrl) as unknown as string, { type: 'module' });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  worker.onmessage = ({ data }: MessageEvent<FromImportWorker>) => {
    if (data.type === 'progress') return onProgress(data.part);
    const call = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.type === 'answer') call?.resolve(data.value);
    else call?.reject(new Error(data.message));
  };
  worker.onerror = () => {
    const error = new Error('The file could not be read. It may be too large for this browser.');
    for (const call of waiting.values()) call.reject(error);
    waiting.clear();
  };
  return {
    call(name, ...args) {
      lastId += 1;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(lastId, answer);
      worker.postMessage({ id: lastId, name, args });
      return answer.promise as Promise<never>;
    },
    close: () => worker.terminate(),
  };
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): object };
}

/** Our policy for pages takes the address of a script only from code that vouches for it. */
function trusted(url: string): string | object {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy('byom-worker', { createScriptURL: (own) => own });
  return policy?.createScriptURL(url) ?? url;
}
let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;
