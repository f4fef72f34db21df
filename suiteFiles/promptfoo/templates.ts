import type { FileLog } from '../fileLog.ts';
import { isObject } from '../isObject.ts';
import { readConversation, turnsIn } from '../mapping/conversation.ts';
import type { PromptCandidate } from '../mapping/rowPrompt.ts';
import { RowProblem } from '../rowProblem.ts';
import type { YamlFile } from './readYaml.ts';

export interface PromptTemplate {
  /** @throws RowProblem for a variable without a value */
  fill(vars: Record<string, string>): PromptCandidate;
}

const NAME = /\{\{-?\s*([A-Za-z_]\w*)\s*-?\}\}/g;
const ANY_TEMPLATE = /\{\{|\{%|\{#/;

/** The prompts that stand in the file as texts or as messages. */
export function readPrompts({ root, lineOf }: YamlFile, log: FileLog): PromptTemplate[] {
  return listOf(root.prompts).flatMap((prompt, index) => {
    const line = lineOf('prompts', Array.isArray(root.prompts) ? index : undefined);
    try {
      return [toTemplate(prompt, log)];
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      log.problem(line, error.message);
      return [];
    }
  });
}

/**
 * Puts values in the places of `{{name}}`, once: a value is not a template.
 * @throws RowProblem for a variable without a value
 */
export function filled(template: string, vars: Record<string, string>): string {
  return template.replace(NAME, (_, name: string) => {
    const value = Object.hasOwn(vars, name) ? vars[name] : undefined;
    if (value === undefined) {
      throw new RowProblem(`There is no value for {{${name}}}. Add it to the test's “vars”.`);
    }
    return value;
  });
}

/** Whether it holds more than `{{name}}`: a filter, a path, a loop, a condition. */
export function needsTemplating(text: string): boolean {
  return ANY_TEMPLATE.test(text.replace(NAME, ''));
}

/** A list, or the one thing in its place. */
export function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

function toTemplate(prompt: unknown, log: FileLog): PromptTemplate {
  const named = isObject(prompt) && !turnsIn([prompt]) ? (prompt.raw ?? prompt.id) : prompt;
  const turns = turnsIn(named);
  if (turns) {
    const { messages, answer } = readConversation(turns, log.note);
    for (const { content } of messages) refuseCode(content);
    if (answer !== undefined)
      throw new RowProblem('The prompt ends with a turn of the assistant. Add one of the user.');
    return {
      fill: (vars) => ({
        messages: messages.map(({ role, content }) => ({ role, content: filled(content, vars) })),
      }),
    };
  }
  if (typeof named !== 'string') {
    throw new RowProblem('A prompt must be a text or a list of messages.');
  }
  refuseCode(named);
  return { fill: (vars) => ({ prompt: filled(named, vars) }) };
}

function refuseCode(text: string): void {
  const start = text.trim().slice(0, 60);
  const isFile = /^(?:file|exec|https?|langfuse|portkey|helicone|package):(?:\/\/)?\S+$/.test(
    text.trim(),
  );
  const isPath = /^\S+\.(?:txt|json|ya?ml|md|j2|[cm]?[jt]s|py|csv|jsonl|sh|rb)(?::\w+)?$/.test(
    text.trim(),
  );
  if (isFile || isPath) {
    throw new RowProblem(`The prompt in “${start}” is not read. Write its text into the file.`);
  }
  if (needsTemplating(text)) {
    throw new RowProblem(
      'The prompt is a template with more than {{name}} in it, which is not run. Write it out.',
    );
  }
}
