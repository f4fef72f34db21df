/** The page for what is refused before any page of ours is asked: a few lines of HTML, without scripts. */
import type express from 'express';
import type { Problem } from '../../../contract/problem.ts';

/** Whether a refusal is for somebody in front of a browser. Programs that take anything get JSON. */
export function wantsPage(req: express.Request): boolean {
  const isApi = /^\/(api|trpc)(\/|$)/.test(req.path);
  return !isApi && req.accepts(['json', 'html']) === 'html';
}

/** Says what is wrong and what to do; tries again by itself where that will help. */
export function refusalPage(
  { kind, message, status, retryAfterSeconds }: Problem,
  requestId: string | undefined,
): string {
  const title = kind === 'unavailable' ? 'BYOM cannot answer right now' : 'This was refused';
  const again = kind === 'unavailable' && retryAfterSeconds !== undefined;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${again ? `<meta http-equiv="refresh" content="${retryAfterSeconds}">\n` : ''}<title>${title} · BYOM</title>
</head>
<body>
<main>
<p>${status}</p>
<h1>${title}</h1>
<p>${escaped(message)}</p>
${again ? '<p>This page tries again by itself.</p>\n' : '<p><a href="/demo/test-model">Go to the welcome page</a></p>\n'}${requestId ? `<p>Request ${escaped(requestId)}</p>\n` : ''}</main>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
