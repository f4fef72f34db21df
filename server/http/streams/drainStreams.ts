/**
 * What happens to clients of a process that stops. Event streams that resume by themselves are closed at
 * once, so that their clients continue at another process while this one finishes; every other request is
 * still answered, and its connection closed (docs/decisions/0022).
 */
import type express from 'express';

/** This stream cannot be resumed, so it may run to its end. */
const NOT_RESUMABLE = '/trpc/chat.reply';

export function drainStreams(stopping: AbortSignal): express.RequestHandler {
  const streams = new Set<express.Response>();
  stopping.addEventListener('abort', () => {
    for (const stream of streams) stream.destroy();
  });
  return (req, res, next) => {
    const isResumable =
      req.headers.accept === 'text/event-stream' && !req.path.startsWith(NOT_RESUMABLE);
    if (stopping.aborted) {
      // Clients try again after a broken connection, but not after a response that ends the stream.
      if (isResumable) return void res.destroy();
      res.setHeader('connection', 'close');
    } else if (isResumable) {
      streams.add(res);
      res.once('close', () => streams.delete(res));
    }
    next();
  };
}
