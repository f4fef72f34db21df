import type { GraderSpec } from '../../contract/graders.ts';
import { compilePattern } from './pattern.ts';
import { compileSchema } from './schemaCheck.ts';

interface GraderProblem {
  /** The option that cannot be used, from the grader on, such as `graders.0.pattern`. */
  path: string;
  message: string;
}

/** What of a grader of the right shape cannot be used all the same: a pattern or a schema that does not compile. */
export function graderProblem(spec: GraderSpec, path: string[] = []): GraderProblem | null {
  switch (spec.name) {
    case 'regex':
      return problemIn([...path, 'pattern'], () => compilePattern(spec.pattern, spec.flags));
    case 'json-schema':
      return problemIn([...path, 'schema'], () => compileSchema(spec.schema));
    case 'not':
      return graderProblem(spec.grader, [...path, 'grader']);
    case 'all':
    case 'any':
      for (const [index, part] of spec.graders.entries()) {
        const problem = graderProblem(part, [...path, 'graders', String(index)]);
        if (problem) return problem;
      }
      return null;
    default:
      return null;
  }
}

function problemIn(path: string[], compile: () => unknown): GraderProblem | null {
  try {
    compile();
    return null;
  } catch (error) {
    const reason = (error as Error).message.replace(/\s+/g, ' ').slice(0, 300).replace(/\.$/, '');
    return { path: path.join('.'), message: `cannot be used: ${reason}` };
  }
}
