/** The API: its procedures, what they answer, and what is refused. Pages and client take types of it. */
export { type AdapterCheckOutput, adapterCheckOutput } from './adapterCheckOutput.ts';
export { type AppRouter, appRouter, type Caller, createCaller } from './appRouter.ts';
export {
  blindVoteOutput,
  blindVoteSummaryOutput,
  castVoteOutput,
  startedBlindVoteOutput,
} from './blindVoteOutput.ts';
export {
  callByName,
  type ProcedureName,
  type ProcedureOutput,
  procedureType,
} from './callByName.ts';
export type { RequestContext, Services } from './context.ts';
export { admitLargeInput, type LargeProcedureName, takesMuch } from './largeInputs.ts';
export { oncePerEvent } from './oncePerEvent.ts';
export * from './outputs.ts';
export { foreseenProblem, toProblem, toTrpcError } from './problems.ts';
export { requireSession } from './requireSession.ts';
export {
  promptAnswersInput,
  runPageInput,
  runProgressInput,
  runTargetsInput,
  searchInput,
  someResult,
  someRun,
  someRunIfAny,
} from './routers/batch.ts';
export { blindVoteListInput } from './routers/blindVote.ts';
export { answerProgressInput, editQuestionInput, someMessage } from './routers/chat.ts';
export { runComparisonInput, someComparison } from './routers/comparison.ts';
export { comparisonExportInput, exportInput } from './routers/export.ts';
export { chooseModelInput, probeContextInput, testConnectionInput } from './routers/session.ts';
export { someSuite, suiteDocumentInput } from './routers/suite.ts';
export {
  type PairOutput,
  type PairPageOutput,
  pairPageOutput,
  type RunComparisonOutput,
  runComparisonOutput,
} from './runComparisonOutput.ts';
