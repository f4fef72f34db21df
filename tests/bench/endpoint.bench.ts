/** What our endpoint client costs, and how exact its measurements are. */

import type { Row } from './bench.ts';
import { benchEndpointClock } from './endpointClock.ts';
import { benchEndpointCpu } from './endpointCpu.ts';

export async function* benchEndpoint(): AsyncGenerator<Row> {
  yield* benchEndpointCpu();
  yield* await benchEndpointClock();
}
