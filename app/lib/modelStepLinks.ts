/** Addresses of the model step at which one of its forms is open, so that they open without scripts, too. */
import { steps } from './steps.ts';

/** The element of a connection's card. */
export function cardId(connectionId: string): string {
  return `connection-${connectionId}`;
}

export const COMPARE_ID = 'compare';
export const ADAPTER_CHECK_ID = 'adapter-check';

export function cardLink(connectionId: string): string {
  return `${steps.model.path}#${cardId(connectionId)}`;
}

/** The card's form. `field` is the one to begin with, `endpointUrl` what it starts with. */
export function editLink(
  connectionId: string,
  start: { field?: string; endpointUrl?: string } = {},
): string {
  const query = new URLSearchParams({ edit: connectionId, ...start });
  return `${steps.model.path}?${query}#${cardId(connectionId)}`;
}

/** The card's question whether to remove it. */
export function removeLink(connectionId: string): string {
  return `${steps.model.path}?${new URLSearchParams({ remove: connectionId })}#${cardId(connectionId)}`;
}

/** The form for a model at another endpoint, from a preset if one is named. */
export function addLink(preset?: string): string {
  const query = new URLSearchParams({ add: '', ...(preset && { preset }) });
  return `${steps.model.path}?${query}#${COMPARE_ID}`;
}

export function adapterCheckLink(): string {
  return `${steps.model.path}#${ADAPTER_CHECK_ID}`;
}
