import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { appRouter } from '../../../../../server/api/appRouter.ts';
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
    'post /configure/context',
    'post /configure/model',
    'get /configure/reproduce',
    'get /presets',
    'post /models',
    'post /local-servers',
    'post /configure/end-in-the-way',
    'post /cleanup',
    'get /connections',
    'post /connections',
    'patch /connections/:connectionId',
    'delete /connections/:connectionId',
    'post /connections/:connectionId/models',
    'post /checks/adapter',
    'get /checks/adapter',
    'delete /checks/adapter',
    'get /suites',
    'post /suites',
    'post /suites/own',
    'get /suites/:testSuiteId',
    'get /suites/:testSuiteId/prompts',
    'patch /suites/:testSuiteId',
    'delete /suites/:testSuiteId',
    'post /batch-test/estimate',
    'post /batch-test',
    'get /batch-test testRunId',
    'get /batch-test',
    'get /batch-test/progress',
    'post /batch-test/cancel',
    'post /batch-test/resume',
    'post /batch-test/rerun',
    'post /batch-test/name',
    'get /batch-test/prompts',
    'get /batch-test/metrics',
    'get /batch-test/latencies',
    'get /batch-test/accuracy',
    'get /batch-test/outcomes',
    'get /batch-test/targets',
    'post /batch-test/targets',
    'get /batch-test/results',
    'get /batch-test/results/:resultId',
    'get /batch-test/results/:resultId/reproduce',
    'get /batch-test/search',
    'get /batch-test/categories',
    'get /batch-test/facets',
    'get /batch-test/answers',
    'post /batch-test/grade',
    'post /batch-test/overrule',
    'get /comparisons/:comparisonId',
    'get /comparisons/:comparisonId/progress',
    'get /compare',
    'get /compare/pairs',
    'post /compare/grade',
    'post /votes',
    'get /votes',
    'get /votes/:blindVoteId',
    'post /votes/:blindVoteId',
    'post /votes/:blindVoteId/undo',
    'post /atlas',
    'get /chat',
    'post /chat',
    'get /chat/suggestions',
    'post /chat/new',
    'patch /chat/:messageId',
    'post /chat/:messageId/regenerate',
    'post /chat/:messageId/stop',
    'get /chat/:messageId/reproduce',
    'get /chat/:messageId/progress',
    'get /export candidate',
    'get /export',
  ]);
});

it('has a route for every procedure', () => {
  const routed = new Set(routeTable.map(({ procedure }) => procedure));
  expect([...routed].sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
});

describe.each(routes)('%s', (_name, route) => {
  it('calls a procedure that there is, by a method that fits it', () => {
    const type = procedureType(route.procedure);
    expect(type).toBeDefined();
    expect(type === 'subscription').toBe(route.isStream);
    if (route.method === 'get') expect(type).not.toBe('mutation');
    // What is read with more than an address can hold comes as a POST.
    else expect(type === 'query').toBe(route.procedure === 'batch.estimate');
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
