/** Which program serves models at an address, where its list of models or its usual port tells. */
import { isServerKind, type ServerKind } from '../../../contract/adapterRemedies.ts';
import type { ListedModel } from './modelList.ts';

/** What each writes into `owned_by`, in small letters, where that is not its own name. */
const owners: Record<string, ServerKind> = {
  library: 'ollama',
  organization_owner: 'lmstudio',
};

/** Of those whose lists do not name them; nobody else listens there by default. */
const ports: Record<string, ServerKind> = {
  '11434': 'ollama',
  '1234': 'lmstudio',
};

/** Null where nothing tells. */
export function serverKindOf(
  endpointUrl: string,
  models: Pick<ListedModel, 'id' | 'ownedBy'>[] | null,
): ServerKind | null {
  return models?.map(ownKind).find((kind) => kind !== null) ?? kindByPort(endpointUrl);
}

function ownKind({ id, ownedBy = '' }: Pick<ListedModel, 'id' | 'ownedBy'>): ServerKind | null {
  const owner = ownedBy.toLowerCase();
  if (isServerKind(owner)) return owner;
  if (Object.hasOwn(owners, owner)) return owners[owner] ?? null;
  // TGI serves a single model and names that as its owner.
  return ownedBy !== '' && ownedBy === id ? 'tgi' : null;
}

function kindByPort(endpointUrl: string): ServerKind | null {
  const { port } = new URL(endpointUrl);
  return ports[port] ?? null;
}
