import type { Rollup } from 'vite';

/** Runs after all else that a page has: nothing else may load it. */
const ENTRY = /\/app\/entry\.client\.tsx/;

/** What every page of the wizard begins with. */
const SHELL = [ENTRY, /\/app\/root\.tsx/, /\/app\/routes\/demo\.test-model\.tsx/];

/** So many pages and parts of pages make a module one of all. */
const SHARED_BY = 6;

/**
 * Puts the many small modules that most pages need into few files: each for itself they are a quarter larger,
 * compressed (docs/decisions/0047).
 */
export function clientChunks(): Rollup.GetManualChunk {
  let chunks: Map<string, string> | undefined;
  return (id, { getModuleIds, getModuleInfo }) => {
    chunks ??= sharedModules([...getModuleIds()], getModuleInfo);
    return chunks.get(id);
  };
}

function sharedModules(ids: string[], infoOf: Rollup.GetModuleInfo): Map<string, string> {
  const chunks = new Map<string, string>();
  const users = new Map<string, number>();
  const isRoot = (id: string) =>
    infoOf(id)?.isEntry || (id.includes('/app/steps/') && infoOf(id)?.dynamicImporters.length);
  for (const root of ids.filter(isRoot)) {
    const isShell = SHELL.some((name) => name.test(root));
    for (const id of withImports(root, infoOf)) {
      if (ENTRY.test(id)) continue;
      users.set(id, (users.get(id) ?? 0) + 1);
      if (isShell) chunks.set(id, id.includes('/node_modules/') ? 'libraries' : 'shell');
    }
  }
  for (const [id, count] of users) {
    if (count >= SHARED_BY && !chunks.has(id)) chunks.set(id, 'shared');
  }
  return chunks;
}

/** A module and all that is loaded before it can run. */
function withImports(root: string, infoOf: Rollup.GetModuleInfo): Set<string> {
  const found = new Set([root]);
  for (const id of found) {
    for (const imported of infoOf(id)?.importedIds ?? []) found.add(imported);
  }
  return found;
}
