import '@remix-run/node';
import type { z } from 'zod';
import type { Problem } from '../contract/problem.ts';
import type { Caller } from '../server/api/index.ts';

declare module '@remix-run/node' {
  interface AppLoadContext {
    /** Calls the API's procedures in process, on behalf of whoever sent the request. */
    api: Caller;
    /** The same on behalf of a session that was just created. */
    apiFor(sessionToken: string): Caller;
    /** What the API refused with `error`; null when nobody foresaw that error. */
    foreseenProblem(error: unknown): Problem | null;
    /** The `Set-Cookie` value that carries a session; an empty token removes the cookie. */
    sessionCookie(sessionToken: string): string;
    /**
     * Reads the form that was submitted, by a schema; `form` has everything as it was typed.
     * @throws a refusal that names the field, which the page then shows
     */
    readForm<Schema extends z.ZodType>(
      schema: Schema,
    ): Promise<{ fields: z.output<Schema>; form: FormData }>;
    /** Says in the header of the answer when a refused request may be tried again. */
    announceRetry(problem: Problem): void;
    cspNonce: string;
    /** Writes what nobody foresaw into the log, without the values that it was about. */
    reportError(error: unknown): void;
  }

  interface Future {
    v3_singleFetch: true;
  }
}
