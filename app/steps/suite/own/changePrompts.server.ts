import type { GraderSpec } from '../../../../contract/graders.ts';
import type { SuitePrompt } from '../../../../contract/suites.ts';
import { graderOfForm } from '../../../lib/graderForm.ts';
import type { PromptsForm } from './suiteForms.server.ts';

/** The prompts of a suite after one of the forms of its page. What is no grader the API refuses. */
export function changePrompts(prompts: SuitePrompt[], form: PromptsForm): SuitePrompt[] {
  switch (form.intent) {
    case 'set-grader': {
      const grader = graderOfForm(form) as GraderSpec | null;
      return prompts.map((prompt) =>
        form.category === '' || prompt.category === form.category
          ? withGrader(prompt, grader)
          : prompt,
      );
    }
    case 'save-prompt':
      return prompts.map((prompt, index) =>
        index === form.position ? edited(prompt, form) : prompt,
      );
    case 'remove-prompt':
      return prompts.filter((_prompt, index) => index !== form.position);
    case 'duplicate-prompt':
      return prompts.flatMap((prompt, index) =>
        index === form.position ? [prompt, prompt] : [prompt],
      );
  }
}

function edited(
  before: SuitePrompt,
  form: Extract<PromptsForm, { intent: 'save-prompt' }>,
): SuitePrompt {
  const {
    prompt: _prompt,
    messages,
    expected_answer: _answer,
    category: _category,
    ...rest
  } = before;
  const asked = form.prompt.trim();
  const history = messages?.slice(0, -1);
  return withGrader(
    {
      prompt: asked,
      ...(history && { messages: [...history, { role: 'user' as const, content: asked }] }),
      ...(form.expectedAnswer.trim() && { expected_answer: form.expectedAnswer.trim() }),
      ...(form.category.trim() && { category: form.category.trim() }),
      ...rest,
    },
    graderOfForm(form) as GraderSpec | null,
  );
}

function withGrader(prompt: SuitePrompt, grader: GraderSpec | null): SuitePrompt {
  const { grader: _grader, ...rest } = prompt;
  return grader ? { ...rest, grader } : rest;
}
