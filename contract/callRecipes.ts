/** A call to the endpoint as text that anybody can run, with `API_KEY` in place of the key. */
export interface CallRecipes {
  /** A command for a POSIX shell. */
  curl: string;
  /** A program for Node.js. */
  typescript: string;
  /** A promptfoo configuration, as YAML. */
  promptfoo: string;
}
