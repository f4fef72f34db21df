import type express from 'express';

/** Whether the script of a page asks for its data alone (Remix: single fetch). */
export function isDataRequest({ path }: Pick<express.Request, 'path'>): boolean {
  return path.endsWith('.data');
}

/** The path of the page that a request is about, whether for the page itself or for its data. */
export function pagePath({ path }: Pick<express.Request, 'path'>): string {
  return path.replace(/\.data$/, '').replace(/(?<=.)\/+$/, '');
}
