/** Models that are not in memory, behind servers that begin to load them anew for each request. */
import { expect } from 'vitest';
import type { WireCase } from './wireCase.ts';

export const coldStarts: WireCase[] = [
  {
    id: '04a',
    what: '25 s of silence before a normal answer, anew for each call',
    through: 'test',
    respond: { kind: 'answer', text: 'Yes.', headersMs: 25_000 },
    expected: {
      report: { success: true, pending: false },
      session: { connection_tested: true, pending_test: null },
    },
    check({ calls }) {
      expect(calls[0]?.outcome).toBe('answered');
    },
  },
];
