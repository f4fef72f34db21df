import { stepRefusalOf } from './stepRefusal.ts';

/** The six steps of the wizard, in order. */
export const steps = {
  welcome: { number: 1, label: 'Welcome', path: '/demo/test-model' },
  domain: { number: 2, label: 'Task domain', path: '/demo/test-model/domain' },
  model: { number: 3, label: 'Model', path: '/demo/test-model/model' },
  batch: { number: 4, label: 'Batch test', path: '/demo/test-model/batch' },
  chat: { number: 5, label: 'Chat', path: '/demo/test-model/chat' },
  export: { number: 6, label: 'Export', path: '/demo/test-model/export' },
} as const;

export type StepName = keyof typeof steps;
export type Step = (typeof steps)[StepName];

export const stepList: Step[] = Object.values(steps);

/** A step's `<title>`, as Remix wants it from a route's `meta`. */
export function stepMeta(name: StepName) {
  const { number, label } = steps[name];
  return ({ error }: { error?: unknown }) => {
    if (stepRefusalOf(error)?.kind === 'session_expired') {
      return [{ title: 'This session has ended · BYOM' }];
    }
    return [{ title: `${label} · Step ${number} of ${stepList.length} · BYOM` }];
  };
}

/** The step that a path belongs to. */
export function stepAt(pathname: string): Step {
  const path = pathname.replace(/\/$/, '');
  const below = stepList.find((step) => step !== steps.welcome && path.startsWith(`${step.path}/`));
  return stepList.find((step) => step.path === path) ?? below ?? steps.welcome;
}
