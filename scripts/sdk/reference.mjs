/**
 * A plugin of TypeDoc: what all errors have stands with `ByomError` alone, so that the reference has a line for each kind.
 */
import { Converter, ReflectionKind } from 'typedoc';

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const error of project.getReflectionsByKind(ReflectionKind.Class)) {
      if (!/.Error$/.test(error.name) || error.name === 'ByomError') continue;
      for (const member of [...(error.children ?? [])]) project.removeReflection(member);
    }
  });
}
