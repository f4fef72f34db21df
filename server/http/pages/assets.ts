import express from 'express';
import { noStoreHeaders } from '../security/noStoreHeaders.ts';

/** Serves what `npm run build` made for browsers; files in `assets` have their content's hash in their names. */
export function builtAssets(folder: string): express.Router {
  const assets = express.Router();
  assets.use(
    '/assets',
    express.static(`${folder}/assets`, { immutable: true, maxAge: '1y', redirect: false }),
    // Of an earlier release, as a page that was open meanwhile asks for it; nothing may remember this.
    noStoreHeaders,
    (_req, res) => void res.status(404).type('text').send('There is no such file.\n'),
  );
  assets.use(express.static(folder, { maxAge: '1h', redirect: false }));
  return assets;
}
