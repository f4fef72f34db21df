/** What our endpoint client costs, and how exact its measurements are. */

import type { Row } from './bench.ts';
import { benchEndpointClock } from './endpointClock.ts';
import { benchEndpointCpu } from './endpointCpu.ts';

export async function benchEndpoint(): Promise<Row[]> {
  return [...(await benchEndpointCpu()), ...(await benchEndpointClock())];
}
