import { z } from 'zod';

/** The form of somebody without scripts: the file, as it is. */
export const importForm = z.object({
  file: z.instanceof(File, { error: 'must be a file' }),
});
