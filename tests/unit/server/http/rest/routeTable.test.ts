import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { procedureInputs, procedureType } from '../../../../../server/api/callByName.ts';
import { routeTable } from '../../../../../server/http/rest/routeTable.ts';

const routes = routeTable.map((route) => [`${route.method} ${route.path}`, route] as const);

/** For readers of the table such as a generator of OpenAPI. */
const describeSchema = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any' });

it('has the paths of the audit, and each once but those that depend on the query or the body', () => {
  expect(
    routes.map(([name, { onlyWith = '', onlyWithBody = '' }]) =>
      `${name} ${onlyWith}${onlyWithBody}`.trim(),
    ),
  ).toEqual([
    'post /configure session_id',
    'post /configure',
    'get /configure',
    'delete /configure',
    'post /configure/test',
    'delete /configure/test',
    'patch /connections/:connectionId',
    'delete /connections/:connectionId',
    'post /checks/adapter',
    'get /checks/adapter',
    'delete /checks/adapter',
    'post /batch-test',
    'get /comparisons/:comparisonId',
    'get /compare',
    'get /compare/pairs',
    'post /compare/grade',
    'get /batch-test testRunId',
    'get /batch-test',
    'get /batch-test/targets',
    'post /batch-test/targets',
    'post /batch-test/name',
    'get /batch-test/accuracy',
    'post /batch-test/grade',
    'post /batch-test/overrule',
    'post /votes',
    'get /votes',
    'get /votes/:blindVoteId',
    'post /votes/:blindVoteId',
    'post /votes/:blindVoteId/undo',
    'post /atlas',
    'get /export candidate',
    'get /export',
    'post /cleanup',
    'get /suites',
    'post /suites',
    'get /suites/:testSuiteId',
    'delete /suites/:testSuiteId',
  ]);
});

describe.each(routes)('%s', (_name, route) => {
  it('calls a procedure that there is, by a method that fits it', () => {
    const type = procedureType(route.procedure);
    expect(type).toBeDefined();
    expect(type === 'query').toBe(route.method === 'get');
    expect(type === 'subscription').toBe(route.isStream);
  });

  it('names the schema by which its procedure takes its input', () => {
    expect(procedureInputs(route.procedure)).toEqual(
      route.takes === 'nothing' ? [] : [route.input],
    );
  });

  it('can be described, what it takes and what it answers', () => {
    if (route.takes !== 'nothing') {
      expect(describeSchema(route.input, 'input')).toMatchObject({ type: 'object' });
    }
    if ('json' in route.answers) {
      const described = describeSchema(route.answers.json, 'output');
      const parts = described.allOf ?? described.anyOf;
      expect(described.type === 'object' || parts).toBeTruthy();
    }
  });
});
