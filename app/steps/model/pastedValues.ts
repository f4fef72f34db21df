import type { RequestHeaders } from '../../../contract/requestHeaders.ts';

export interface PastedConnection {
  /** Empty where it names none. */
  endpointUrl: string;
  apiKey: string;
  modelId: string;
  /** Those that the endpoint may need beside the key. */
  headers: RequestHeaders;
}

/** Of lines that a field has run together, the first address would hold the key that follows: it has a `=`. */
export function isAddress(text: string): boolean {
  return (
    /^https?:\/\/[^\s=?]+(?:\?\S*)?$/i.test(text) || /^[\w.-]+:\d{2,5}(?:\/[^\s=]*)?$/.test(text)
  );
}

/** Something that is to be filled in: `$KEY`, `${KEY}`, `%KEY%`, `<your key>`, `{{key}}`. */
export function isVariable(text: string): boolean {
  return /\$\{?\w|^%\w+%$|^<[^>]*>$|^\{.*\}$/.test(text);
}
