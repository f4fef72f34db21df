import type { PromptOrder } from '../../../contract/comparisons.ts';
import type { Connection } from '../../connections/index.ts';

type Placed = Pick<Connection, 'endpointUrl' | 'modelId' | 'connectedAt' | 'connectionReport'>;

/**
 * In which order models are asked. Blocks where a server that has several of them was seen to load a model that was
 * connected after another: it may have put the other one out, and prompts in turn would make it load at each
 * (docs/decisions/0036).
 */
export function promptOrderFor(connections: Placed[]): PromptOrder {
  const byOrigin = Map.groupBy(connections, ({ endpointUrl }) => new URL(endpointUrl).origin);
  const loadsInTurn = [...byOrigin.values()].some((there) => {
    const [first, ...later] = there.toSorted((a, b) => +a.connectedAt - +b.connectedAt);
    return later.some(
      ({ modelId, connectionReport }) =>
        modelId !== first?.modelId && (connectionReport?.waitedForModelMs ?? 0) > 0,
    );
  });
  return loadsInTurn ? 'blocks' : 'interleaved';
}
