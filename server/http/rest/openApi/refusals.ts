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

/** Of a body that is not JSON, or compressed in a way that is not read here. */
const UNREADABLE_BODY = 415;

export function createRefusals(schemas: WireSchemas): Refusals {
  const components: Record<string, OperationResponse> = {};
  return {
    components,
    of(routes) {
      const kinds = new Set(routes.flatMap((route) => [...usual, ...refusedBy(route)]));
      const byStatus = Map.groupBy([...kinds].sort(), (kind) => problemKinds[kind].http as number);
      if (routes.some(hasBody)) byStatus.set(UNREADABLE_BODY, ['invalid_input']);
      return Object.fromEntries(
        [...byStatus].map(([status, codes]) => {
          const isOwnStatus = codes.every((code) => problemKinds[code].http === status);
          const name = [...codes, ...(isOwnStatus ? [] : [status])].join('.');
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

function hasBody({ method }: RestRoute): boolean {
  return method !== 'get';
}

function refusedBy(route: RestRoute): ProblemKind[] {
  const { caller, isStream, refusals = [] } = route;
  return [
    ...refusals,
    ...(caller === 'anyone' ? [] : (['session_not_found', 'session_expired'] as const)),
    ...(hasBody(route) ? (['too_large'] as const) : []),
    ...(isStream ? (['stream_limit'] as const) : []),
  ];
}
