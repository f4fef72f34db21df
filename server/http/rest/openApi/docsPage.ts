/** The description of REST as a page for people: plain HTML, rendered once, without scripts. */
import { STATUS_CODES } from 'node:http';
import { openApiDocument } from './document.ts';
import { fieldTable, schemaHtml } from './fieldsHtml.ts';
import { type Html, html, paragraphs, withCode } from './html.ts';
import type { OpenApiDocument, Operation, OperationResponse } from './openApiShapes.ts';

interface Placed {
  method: string;
  path: string;
  operation: Operation;
}

/** @param styleUrl where `docsStyle` is served */
export function docsPage(styleUrl: string): string {
  const document = openApiDocument();
  const operations = Object.entries(document.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = document.tags.map((tag) => ({
    ...tag,
    operations: operations.filter(({ operation }) => operation.tags.includes(tag.name)),
  }));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${styleUrl}">
<title>REST v2 · BYOM</title>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><a class="logo" href="/demo/test-model">BYOM</a> <span class="muted">REST v2</span> <a class="file" href="openapi.json">openapi.json</a></header>
<div class="columns">
<nav aria-label="Operations"><details><summary>Operations</summary>
${groups.map(groupLinks)}
<p class="group"><a href="#schemas">Schemas</a></p>
</details></nav>
<main id="content" tabindex="-1">
<h1>REST v2</h1>
${paragraphs(document.info.description)}
<p>Base address <code>${document.servers[0]?.url}</code></p>
${groups.map(
  ({ name, description, operations: ofGroup }) => html`<section aria-labelledby="${idOf(name)}">
<h2 id="${idOf(name)}">${name}</h2>
<p class="muted">${description}</p>
${ofGroup.map((placed) => operationHtml(document, placed))}
</section>
`,
)}
<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>
${Object.entries(document.components.schemas).map(
  ([name, schema]) => html`<article><h3 id="schema-${name}">${name}</h3>
${paragraphs(schema.description)}${schemaHtml(schema, 'answer')}</article>
`,
)}
</section>
</main>
</div>
</body>
</html>
`.text;
}

function groupLinks({ name, operations }: { name: string; operations: Placed[] }): Html {
  return html`<p class="group"><a href="#${idOf(name)}">${name}</a></p>
<ul>${operations.map(
    ({ method, path, operation }) =>
      html`<li><a href="#${operation.operationId}"><span class="method">${method}</span> <span class="path">${breakable(path)}</span></a></li>
`,
  )}</ul>
`;
}

function operationHtml(document: OpenApiDocument, { method, path, operation }: Placed): Html {
  const { operationId, summary, description, security, parameters, requestBody } = operation;
  const caller =
    security.length === 0
      ? 'Open to everyone.'
      : security.some((way) => Object.keys(way).length === 0)
        ? 'With a session or without one.'
        : 'For the holder of a session.';
  return html`<article>
<h3 id="${operationId}"><a href="#${operationId}"><span class="method ${method}">${method}</span> <span class="path">${breakable(path)}</span></a></h3>
<p class="summary">${withCode(summary)}</p>
${paragraphs(description)}<p class="muted">${caller}</p>
${
  parameters.length > 0 &&
  fieldTable(
    parameters.map(({ name, required, schema, description: meaning, in: place }) => ({
      name,
      isRequired: required,
      schema: { ...schema, description: `${meaning ?? ''} In the ${place}.`.trim() },
    })),
    'Parameter',
    'request',
  )
}
${
  requestBody &&
  Object.entries(requestBody.content).map(
    ([type, { schema }]) =>
      html`<h4>Body <code>${type}</code></h4>${schemaHtml(schema, 'request')}`,
  )
}
${Object.entries(operation.responses).map(([status, response]) =>
  status === '200' ? answerHtml(response as OperationResponse) : undefined,
)}
<h4>Refusals</h4>
<ul class="refusals">${Object.entries(operation.responses)
    .filter(([status]) => status !== '200')
    .map(([status, response]) => refusalHtml(document, status, response))}</ul>
</article>
`;
}

function answerHtml({ content }: OperationResponse): Html[] {
  return Object.entries(content).map(
    ([type, { schema, 'x-event-data': event, 'x-line': line }]) => {
      const told = event ?? line ?? schema;
      const isFile =
        told === schema && Object.keys(schema).length <= 1 && !schema.$ref && !schema.anyOf;
      return html`<h4>Answer <code>${type}</code></h4>
${event && html`<p>Events whose <code>data</code> is, until the last one, <code>[DONE]</code>:</p>`}${line && html`<p>Each line:</p>`}${!isFile && schemaHtml(told, 'answer')}`;
    },
  );
}

function refusalHtml(
  document: OpenApiDocument,
  status: string,
  response: OperationResponse | { $ref: string },
): Html {
  const { responses } = document.components;
  const named = '$ref' in response ? responses[response.$ref.split('/').at(-1) ?? ''] : response;
  return html`<li><span class="status">${status}</span> ${STATUS_CODES[status]}: ${withCode(named?.description ?? '')}</li>
`;
}

/** A path that may break after its slashes and underscores. */
function breakable(path: string): Html[] {
  return path.split(/(?<=[/_])/).flatMap((part) => [html`${part}`, html`<wbr>`]);
}

function idOf(tag: string): string {
  return tag.toLowerCase().replaceAll(' ', '-');
}
