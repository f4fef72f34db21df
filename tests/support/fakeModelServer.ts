import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { FakeCall, ReceivedChatBody } from './fakeModel/callLog.ts';
import { CallLog } from './fakeModel/callLog.ts';
import { ClientConnection } from './fakeModel/clientConnection.ts';
import { playScript } from './fakeModel/playScript.ts';
import type { Route, ServerTraits } from './fakeModel/requestChecks.ts';
import { RequestChecks, routeOf } from './fakeModel/requestChecks.ts';
import type { AnswerOptions, Responder, Script } from './fakeModel/scripts.ts';
import { cutToContext, lastUserPrompt } from './fakeModel/tokens.ts';

export { providerErrors } from './fakeModel/providerErrors.ts';

/** Traits of the server, where it listens, and what every answer starts from. */
export interface FakeModelServerOptions extends ServerTraits, AnswerOptions {
  /** Default 0: any free port. */
  port?: number;
  host?: string;
  /** PEM texts; the fake then speaks HTTPS. */
  tls?: { key: string; cert: string };
}

export interface FakeModelServer {
  /** The base address, such as 'http://127.0.0.1:40000/v1'. */
  readonly url: string;
  readonly origin: string;
  /** Every request since the start or the last `reset`, in order of arrival. */
  readonly calls: readonly FakeCall[];
  /** Only those to …/chat/completions by POST. */
  readonly chatCalls: readonly FakeCall[];
  /** Chat calls being answered now, and the most there ever were at once. */
  readonly inFlight: number;
  readonly maxInFlight: number;
  readonly openSockets: number;
  /** What chat calls get when nothing is queued. */
  respond(script: Script | Responder): void;
  /** Scripts for the next chat calls, one each, before the default one. */
  queue(...scripts: (Script | Responder)[]): void;
  /** What `GET …/models` gets, in place of the list. */
  respondToModels(script: Script | Responder): void;
  /** Waits until the chat calls look as wanted; fails after `withinMs` (default 2000). */
  until(isReached: (chatCalls: readonly FakeCall[]) => boolean, withinMs?: number): Promise<void>;
  /** Forgets calls and scripts. */
  reset(): void;
  /** Breaks open connections and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts an OpenAI-compatible server that does what a test tells it to. Untold, it streams (or
 * sends, without `stream: true`) a short answer at once.
 */
export async function startFakeModelServer(
  options: FakeModelServerOptions = {},
): Promise<FakeModelServer> {
  const { port = 0, host = '127.0.0.1', tls, basePath = '/v1', contextTokens } = options;
  const log = new CallLog();
  const gate = new RequestChecks(options);
  const sockets = new Set<Socket>();
  let queued: (Script | Responder)[] = [];
  let chatDefault: Script | Responder = { kind: 'answer' };
  let modelsDefault: Script | Responder = () => gate.listModels();

  async function handle(req: IncomingMessage, res: ServerResponse) {
    const route = routeOf({ method: req.method ?? '', path: pathOf(req) }, options);
    const isChat = route === 'chat' && req.method === 'POST';
    const call = log.open(req, isChat);
    const { socket } = req;
    const bytesBefore = socket.bytesWritten;
    const settle = (outcome: 'answered' | 'failed' | 'aborted') => {
      const status = res.headersSent ? res.statusCode : undefined;
      log.settle(call, isChat, { outcome, status, bytesSent: socket.bytesWritten - bytesBefore });
    };
    const connection = new ClientConnection(res, socket, call.at, settle);
    res.once('close', () =>
      settle(res.writableFinished ? connection.outcomeIfComplete : 'aborted'),
    );
    res.setHeader('x-request-id', `fake-${call.id}`);
    try {
      call.body = await readJson(req);
      call.prompt = lastUserPrompt(call.body);
      call.visiblePrompt = cutToContext(call.prompt, contextTokens);
      const script = gate.check(call, route) ?? (await nextScript(route, call));
      await playScript(script, { connection, call, defaults: options, contextTokens });
    } catch (error) {
      if (connection.signal.aborted || socket.destroyed) return;
      console.error(`A script for the fake model server failed in call ${call.id}:`, error);
      connection.outcomeIfComplete = 'failed';
      if (!res.headersSent) res.statusCode = 500;
      res.end();
    }
  }

  function nextScript(route: Route, call: FakeCall): Script | Promise<Script> {
    const script = route === 'models' ? modelsDefault : (queued.shift() ?? chatDefault);
    return typeof script === 'function' ? script(call) : script;
  }

  // Tests reuse connections across pauses; the server shall not be the one to close them.
  const settings = { keepAliveTimeout: 120_000, requestTimeout: 0 };
  const server = tls
    ? createTlsServer({ ...settings, ...tls }, handle)
    : createServer(settings, handle);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const { port: actualPort } = server.address() as AddressInfo;
  const authority = `${host.includes(':') ? `[${host}]` : host}:${actualPort}`;
  const origin = `${tls ? 'https' : 'http'}://${authority}`;

  const chatCalls = () => {
    return log.calls.filter((call) => call.method === 'POST' && routeOf(call, options) === 'chat');
  };
  const forgetScripts = () => {
    queued = [];
    chatDefault = { kind: 'answer' };
    modelsDefault = () => gate.listModels();
  };

  return {
    url: origin + basePath,
    origin,
    get calls() {
      return log.calls;
    },
    get chatCalls() {
      return chatCalls();
    },
    get inFlight() {
      return log.inFlight;
    },
    get maxInFlight() {
      return log.maxInFlight;
    },
    get openSockets() {
      return sockets.size;
    },
    respond: (script) => {
      chatDefault = script;
    },
    queue: (...scripts) => {
      queued.push(...scripts);
    },
    respondToModels: (script) => {
      modelsDefault = script;
    },
    until: async (isReached, withinMs = 2000) => {
      const deadline = performance.now() + withinMs;
      while (!isReached(chatCalls())) {
        if (performance.now() > deadline) {
          const outcomes = chatCalls().map((call) => call.outcome);
          throw new Error(`Not reached in ${withinMs} ms; calls: ${outcomes.join(', ') || 'none'}`);
        }
        await setTimeout(5);
      }
    },
    reset: () => {
      log.clear();
      forgetScripts();
    },
    close: async () => {
      const isClosed = new Promise((resolve) => server.close(resolve));
      const areBroken = [...sockets].map((socket) => once(socket.destroy(), 'close'));
      await Promise.all([isClosed, ...areBroken]);
    },
  };
}

function pathOf(req: IncomingMessage): string {
  return (req.url ?? '').split('?')[0] ?? '';
}

async function readJson(req: IncomingMessage): Promise<ReceivedChatBody | undefined> {
  const pieces: Buffer[] = [];
  for await (const piece of req) pieces.push(piece);
  try {
    return JSON.parse(Buffer.concat(pieces).toString());
  } catch {
    return undefined;
  }
}
