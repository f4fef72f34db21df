import type express from 'express';

/** Keeps private responses out of every cache. */
export const noStoreHeaders: express.RequestHandler = (_req, res, next) => {
  res.setHeader('cache-control', 'no-store');
  next();
};
