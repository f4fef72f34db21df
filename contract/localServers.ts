/** A model server that answers on the machine that BYOM runs on. */
export interface LocalServer {
  /** Of the preset whose usual port it listens at. */
  provider: string;
  name: string;
  endpointUrl: string;
  /** The models that it lists; null where it wants a key first. */
  models: string[] | null;
}
