import type express from 'express';

/** Keeps what is somebody's own out of every cache. */
export const noStoreHeaders: express.RequestHandler = (_req, res, next) => {
  res.setHeader('cache-control', 'no-store');
  next();
};
