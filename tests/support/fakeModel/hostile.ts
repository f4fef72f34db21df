import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import type { FakeCall } from './callLog.ts';
import type { ClientConnection } from './clientConnection.ts';
import type { EndlessScript, HugeScript, Script } from './scripts.ts';
import { formatComment, formatEvent } from './sse.ts';

const SSE_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n';
const BLOCK = 'a'.repeat(64 * 1024);

/** A correct, small answer that takes for ever. */
export async function sendDrip(
  connection: ClientConnection,
  call: FakeCall,
  { msPerByte = 1000, from = 'body', text = 'Paris.' }: Extract<Script, { kind: 'drip' }>,
): Promise<void> {
  const body =
    contentEvent(text, call.body?.model) +
    formatEvent({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) +
    formatEvent('[DONE]');
  const head = `${SSE_HEAD}connection: close\r\n\r\n`;
  const dripped = from === 'headers' ? head + body : body;
  if (from === 'body') await connection.sendRaw(head);
  for (const byte of Buffer.from(dripped)) {
    await connection.sendRaw(Buffer.of(byte));
    await connection.wait(msPerByte);
  }
  connection.endRaw();
}

/** Never ends by itself, and holds no more in memory than the client has yet to read. */
export async function sendEndless(
  connection: ClientConnection,
  { what = 'chunks', pieceBytes = 64, msPerPiece = 1 }: EndlessScript,
): Promise<never> {
  const filler = 'a'.repeat(pieceBytes);
  if (what === 'headers') await connection.sendRaw(SSE_HEAD);
  else connection.res.writeHead(200, { 'content-type': 'text/event-stream' });
  if (what === 'line') await connection.send('data: ');
  for (let count = 0; ; count += 1) {
    if (what === 'headers') await connection.sendRaw(`x-endless-${count}: ${filler}\r\n`);
    else if (what === 'comments') await connection.send(formatComment(filler));
    else await connection.send(what === 'line' ? filler : contentEvent(filler));
    await connection.wait(msPerPiece);
  }
}

/** Ends, but only after more than a careful client takes. */
export async function sendHuge(connection: ClientConnection, script: HugeScript): Promise<void> {
  const { res } = connection;
  switch (script.what) {
    case 'json': {
      res.writeHead(200, { 'content-type': 'application/json' });
      for (const block of jsonBlocks(script.bytes)) await connection.send(block);
      break;
    }
    case 'gzip': {
      const { bytes, layers = 1 } = script;
      const encoding = Array(layers).fill('gzip').join(', ');
      const bomb = await gzipBomb(bytes, layers);
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding });
      await connection.send(bomb);
      break;
    }
    case 'line': {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      await connection.send('data: ');
      for (const block of jsonBlocks(script.bytes)) await connection.send(block);
      await connection.send('\n\ndata: [DONE]\n\n');
      break;
    }
    case 'events': {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      const perWrite = 1000;
      for (let left = script.count; left > 0; left -= perWrite) {
        await connection.send(contentEvent('a').repeat(Math.min(left, perWrite)));
        await connection.wait(0);
      }
      await connection.send('data: [DONE]\n\n');
      break;
    }
    case 'headers': {
      await connection.sendRaw('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n');
      for (let index = 0; index < script.count; index += 1) {
        await connection.sendRaw(`x-many-${index}: 1\r\n`);
      }
      await connection.sendRaw('\r\n');
      return connection.endRaw();
    }
    case 'depth': {
      res.writeHead(200, { 'content-type': 'application/json' });
      const { depth } = script;
      await connection.send(`{"choices":${'['.repeat(depth)}${']'.repeat(depth)}}`);
      break;
    }
  }
  res.end();
}

function contentEvent(content: string, model = 'fake-model'): string {
  const choices = [{ index: 0, delta: { content }, finish_reason: null }];
  return formatEvent({ id: 'chatcmpl-fake', object: 'chat.completion.chunk', model, choices });
}

/** A correct completion whose content has about `bytes` bytes. */
function* jsonBlocks(bytes: number): Generator<string> {
  yield '{"object":"chat.completion","choices":[{"index":0,"finish_reason":"stop","message":';
  yield '{"role":"assistant","content":"';
  for (let left = bytes; left > 0; left -= BLOCK.length) yield BLOCK.slice(0, left);
  yield '"}}]}';
}

const bombs = new Map<string, Promise<Buffer>>();

/** Kept, because packing a large one costs about a second of processor time. */
function gzipBomb(bytes: number, layers: number): Promise<Buffer> {
  const name = `${bytes}/${layers}`;
  const bomb = bombs.get(name) ?? packLayers(bytes, layers);
  bombs.set(name, bomb);
  return bomb;
}

async function packLayers(bytes: number, layers: number): Promise<Buffer> {
  let packed = await gzip(jsonBlocks(bytes));
  for (let layer = 1; layer < layers; layer += 1) packed = await gzip([packed]);
  return packed;
}

async function gzip(blocks: Iterable<string | Buffer>): Promise<Buffer> {
  const packer = createGzip({ level: 9 });
  const packed = packer.toArray();
  for (const block of blocks) {
    if (!packer.write(block)) await once(packer, 'drain');
  }
  packer.end();
  return Buffer.concat(await packed);
}
