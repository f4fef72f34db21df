import { z } from 'zod';
import { pathOfOurs } from '../lib/pathOfOurs.server.ts';
import { steps } from '../lib/steps.ts';
import { themes } from './theme.ts';

/** What the switch in the header sends. */
export const themeForm = z.object({
  theme: z.enum(themes, `must be one of ${themes.join(', ')}`),
  returnTo: z.string().default(steps.welcome.path).transform(pathOfOurs),
});
