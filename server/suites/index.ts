export { alignmentKeys } from './alignmentKey.ts';
export { type ImportedSuite, importSuite, importSuiteInput } from './importSuite.ts';
export {
  changeSuite,
  changeSuiteInput,
  createSuite,
  createSuiteInput,
  deleteSuite,
  suitePromptsInput,
} from './ownSuites.ts';
export {
  curatedEdition,
  editionVersions,
  lockSession,
  ownEdition,
  readPromptKeys,
  readPrompts,
} from './suiteEditions.ts';
export { readInThread } from './suiteFileThread.ts';
export { findSuite, listSuites, ownEditionOf, type Suite } from './suiteStore.ts';
