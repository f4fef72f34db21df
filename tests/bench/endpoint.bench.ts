/** What our endpoint client costs, and how exact its measurements are. */
import { benchEndpointClock } from './endpointClock.ts';
import { benchEndpointCpu } from './endpointCpu.ts';
import type { Row } from './main.ts';

export async function benchEndpoint(): Promise<Row[]> {
  return [...(await benchEndpointCpu()), ...(await benchEndpointClock())];
}
