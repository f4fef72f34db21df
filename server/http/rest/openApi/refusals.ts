/** What routes refuse, as responses by their status. */
import { type ProblemKind, problemKinds } from '../../../../contract/problemKinds.ts';
import { problemOutput } from '../restErrors.ts';
import type { RestRoute } from '../restRoute.ts';
import type { OperationResponse } from './openApiShapes.ts';
import type { WireSchemas } from './wireSchemas.ts';

export interface Refusals {
  /** By status, each a reference to one of `components`. */
  of(routes: RestRoute[]): Record<string, { $ref: string }>;
  components: Record<string, OperationResponse>;
}

/** What any route may refuse. */
const usual: readonly ProblemKind[] = [
  'invalid_input',
  'forbidden',
  'rate_limited',
  'address_too_long',
  'headers_too_large',
  'internal',
  'unavailable',
];

export function createRefusals(schemas: WireSchemas): Refusals {
  const components: Record<string, OperationResponse> = {};
  return {
    components,
    of(routes) {
      const kinds = new Set(routes.flatMap((route) => [...usual, ...refusedBy(route)]));
      const byStatus = Map.groupBy([...kinds].sort(), (kind) => problemKinds[kind].http);
      return Object.fromEntries(
        [...byStatus].map(([status, codes]) => {
          const name = codes.join('.');
          components[name] ??= responseTo(status, codes, schemas);
          return [String(status), { $ref: `#/components/responses/${name}` }];
        }),
      );
    },
  };
}

function responseTo(status: number, codes: ProblemKind[], schemas: WireSchemas): OperationResponse {
  const comesBack = status === 429 || status === 503;
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    headers: {
      'x-request-id': { $ref: '#/components/headers/RequestId' },
      ...(comesBack && { 'retry-after': { $ref: '#/components/headers/RetryAfter' } }),
    },
    content: { 'application/json': { schema: schemas.answer(problemOutput) } },
    'x-codes': codes,
  };
}

function refusedBy({ caller, takes, method, isStream, refusals = [] }: RestRoute): ProblemKind[] {
  const hasBody = method !== 'get' || takes === 'file';
  return [
    ...refusals,
    ...(caller === 'anyone' ? [] : (['session_not_found', 'session_expired'] as const)),
    ...(hasBody ? (['too_large'] as const) : []),
    ...(isStream ? (['stream_limit'] as const) : []),
  ];
}
