/**
 * `npm start` and `npm run dev`: installs and builds what is missing or out of date, then runs the
 * server under the pinned Node. Plain JavaScript without dependencies, since on a fresh clone there
 * are none yet and the Node that runs it may be too old for TypeScript (docs/decisions/0001).
 */
import { spawn } from 'node:child_process';
import { buildIfNeeded, installIfNeeded, pinnedNode, projectRoot } from './prepare.mjs';

const dev = process.argv.includes('--dev');

installIfNeeded();
if (!dev) await buildIfNeeded();

const watch = [
  '--watch-path=server',
  '--watch-path=db',
  '--watch-path=contract',
  '--watch-preserve-output',
];
const server = spawn(
  pinnedNode(),
  [...(dev ? watch : []), 'server/index.ts', ...process.argv.slice(2)],
  { cwd: projectRoot, stdio: 'inherit' },
);
// The server ends on its own terms; npm must not return before it has.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
