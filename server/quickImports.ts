/**
 * Spares Node most of what it does to load drizzle-orm (docs/decisions/0033). For each import it looks into
 * the `package.json` of the importing module, and reads drizzle's, which lists some thousand paths, anew every time:
 * hundreds of imports took two seconds and 200 MB. Import this before anything that imports drizzle.
 */
import { type ResolveFnOutput, registerHooks } from 'node:module';

const FOLDER = '/node_modules/drizzle-orm/';
/** Where the package's own names lead, which is the same for all who import them. */
const known = new Map<string, ResolveFnOutput>();

registerHooks({
  resolve(specifier, context, nextResolve) {
    const { parentURL = '' } = context;
    // Within the package all paths are complete, and all `.js` files are modules.
    if (parentURL.includes(FOLDER) && parentURL.endsWith('.js') && specifier.startsWith('.')) {
      return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true };
    }
    if (!/^drizzle-orm(\/|$)/.test(specifier) || !context.conditions.includes('import')) {
      return nextResolve(specifier, context);
    }
    const resolved = known.get(specifier) ?? nextResolve(specifier, context);
    known.set(specifier, resolved);
    return { ...resolved, shortCircuit: true };
  },
});
