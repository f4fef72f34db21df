/**
 * Loaded before a process (`--import`), and with it into its threads: on SIGUSR2 the embedded database's
 * thread fails in the way that `DATABASE_FAILURE` names. The thread has no environment, so it is told.
 */
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

const orders = new BroadcastChannel('database-failure');

if (isMainThread) {
  orders.unref();
  process.on('SIGUSR2', () => orders.postMessage(process.env.DATABASE_FAILURE));
} else if (process.argv[1]?.endsWith('embeddedThread.main.ts')) {
  orders.onmessage = ({ data }: { data: unknown }) => {
    if (data === 'throws') throw new Error('out of luck');
    if (data === 'ends') process.exit(7);
    // The database asks for the time in each statement. It goes through its code as its own exceptions do.
    Date.now = () => {
      throw new WebAssembly.RuntimeError('memory access out of bounds');
    };
  };
}
