/** What a generator comes to, for callers that have nothing else to do meanwhile. */
export function runToEnd<T>(generator: Generator<void, T>): T {
  for (;;) {
    const step = generator.next();
    if (step.done) return step.value;
  }
}
