import type { z } from 'zod';

/** A schema whose output goes by the name of an interface, which editors show in place of its fields. */
export type NamedSchema<Output, Schema extends z.ZodType> = z.ZodType<Output, z.input<Schema>>;
