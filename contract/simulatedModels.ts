import type { ConnectionRole } from './connectionRoles.ts';

/**
 * The built-in models, as their endpoint knows them and as people read it: a stand-in for a fine-tuned model, and a
 * worse one for the base that it was made from.
 */
export const simulatedModels = {
  candidate: { modelId: 'simulated-model', modelName: 'Simulated fine-tune' },
  baseline: { modelId: 'simulated-base', modelName: 'Simulated base' },
} as const satisfies Record<ConnectionRole, { modelId: string; modelName: string }>;
