/**
 * What clients of a process that stops meet: event streams that resume by themselves are cut at once,
 * so that their clients go on at another process while this one finishes; every other answer is given,
 * and its connection closed (docs/decisions/0022).
 */
import type express from 'express';

/** Its answer cannot be resumed, so it may end by itself. */
const ENDS_BY_ITSELF = '/trpc/chat.reply';

export function drainStreams(stopping: AbortSignal): express.RequestHandler {
  const streams = new Set<express.Response>();
  stopping.addEventListener('abort', () => {
    for (const stream of streams) stream.destroy();
  });
  return (req, res, next) => {
    const isResumable =
      req.headers.accept === 'text/event-stream' && !req.path.startsWith(ENDS_BY_ITSELF);
    if (stopping.aborted) {
      // Any answer would end the stream for good; a broken connection is tried again.
      if (isResumable) return void res.destroy();
      res.setHeader('connection', 'close');
    } else if (isResumable) {
      streams.add(res);
      res.once('close', () => streams.delete(res));
    }
    next();
  };
}
