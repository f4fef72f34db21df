import type { Reporter, TestCase } from 'vitest/node';

/** Names the tests that passed at a second attempt only, so that nobody takes them for steady ones. */
export default class SecondAttempts implements Reporter {
  private readonly names: string[] = [];

  onTestCaseResult(testCase: TestCase): void {
    const isPassed = testCase.result().state === 'passed';
    if (isPassed && (testCase.diagnostic()?.retryCount ?? 0) > 0)
      this.names.push(testCase.fullName);
  }

  onTestRunEnd(): void {
    for (const name of this.names) process.stdout.write(`passed at the second attempt: ${name}\n`);
  }
}
