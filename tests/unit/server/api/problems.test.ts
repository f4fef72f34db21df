import { TRPCError } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DomainError } from '../../../../contract/domainError.ts';
import { type DomainErrorKind, problemKinds } from '../../../../contract/problemKinds.ts';
import { toProblem, toTrpcError } from '../../../../server/api/problems.ts';

const faces: Record<DomainErrorKind, [status: number, code: TRPCError['code']]> = {
  invalid_input: [400, 'BAD_REQUEST'],
  session_required: [401, 'UNAUTHORIZED'],
  session_not_found: [404, 'NOT_FOUND'],
  session_expired: [410, 'PRECONDITION_FAILED'],
  session_limit: [429, 'TOO_MANY_REQUESTS'],
  rate_limited: [429, 'TOO_MANY_REQUESTS'],
  stream_limit: [429, 'TOO_MANY_REQUESTS'],
  too_large: [413, 'PAYLOAD_TOO_LARGE'],
  address_too_long: [414, 'PAYLOAD_TOO_LARGE'],
  headers_too_large: [431, 'PAYLOAD_TOO_LARGE'],
  method_not_allowed: [405, 'METHOD_NOT_SUPPORTED'],
  connection_untested: [409, 'CONFLICT'],
  connection_not_found: [404, 'NOT_FOUND'],
  connection_limit: [409, 'CONFLICT'],
  baseline_exists: [409, 'CONFLICT'],
  last_connection: [409, 'CONFLICT'],
  key_unreadable: [409, 'CONFLICT'],
  endpoint_blocked: [400, 'BAD_REQUEST'],
  suite_limit: [409, 'CONFLICT'],
  suite_not_found: [404, 'NOT_FOUND'],
  run_not_found: [404, 'NOT_FOUND'],
  result_not_found: [404, 'NOT_FOUND'],
  comparison_not_found: [404, 'NOT_FOUND'],
  run_not_active: [409, 'CONFLICT'],
  run_not_resumable: [409, 'CONFLICT'],
  run_not_over: [409, 'CONFLICT'],
  blind_vote_not_found: [404, 'NOT_FOUND'],
  blind_vote_ended: [409, 'CONFLICT'],
  blind_vote_limit: [409, 'CONFLICT'],
  nothing_to_vote_on: [409, 'CONFLICT'],
  message_not_found: [404, 'NOT_FOUND'],
  answer_in_progress: [409, 'CONFLICT'],
  conversation_full: [409, 'CONFLICT'],
  forbidden: [403, 'FORBIDDEN'],
  unavailable: [503, 'SERVICE_UNAVAILABLE'],
};

const internal = {
  kind: 'internal',
  status: 500,
  message: 'Something went wrong on our side. Nothing was lost; please try again.',
};

function zodError(schema: z.ZodType, input: unknown): z.ZodError {
  const { error } = schema.safeParse(input);
  if (!error) throw new Error('The input is valid.');
  return error;
}

const wrongInput = (schema: z.ZodType, input: unknown) =>
  new TRPCError({ code: 'BAD_REQUEST', cause: zodError(schema, input) });

describe('a domain error', () => {
  it.each(Object.entries(faces) as [DomainErrorKind, (typeof faces)[DomainErrorKind]][])(
    '%s is %j on either face of the API',
    (kind, [status, code]) => {
      const error = new DomainError(kind, 'What to do.', {
        field: 'someField',
        retryAfterSeconds: 7,
      });
      const problem = {
        kind,
        status,
        message: 'What to do.',
        field: 'someField',
        retryAfterSeconds: 7,
      };
      expect(toProblem(error)).toEqual(problem);
      expect(toTrpcError(error)).toMatchObject({ code, message: 'What to do.', cause: error });
      expect(toProblem(toTrpcError(error))).toEqual(problem);
    },
  );
});

describe('wrong input', () => {
  const schema = z.strictObject({
    modelId: z.string('is required'),
    prompts: z.array(z.strictObject({ prompt: z.string('is required') })).optional(),
  });

  it('names the field at fault', () => {
    expect(toProblem(wrongInput(schema, {}))).toEqual({
      kind: 'invalid_input',
      status: 400,
      message: 'modelId: is required',
      field: 'modelId',
      issues: [{ field: 'modelId', message: 'is required' }],
    });
  });

  it('names every field at fault, nested and unknown ones too', () => {
    const problem = toProblem(
      wrongInput(schema, { prompts: [{ prompt: 'x' }, { promt: 'y' }], a: 1, b: 2 }),
    );
    expect(problem.field).toBe('modelId');
    expect(problem.issues?.map(({ field }) => field)).toEqual([
      'modelId',
      'prompts.1.prompt',
      'prompts.1.promt',
      'a',
      'b',
    ]);
    expect(problem.message).toContain('b: is not a known field');
  });

  it('without any field is called input', () => {
    expect(toProblem(wrongInput(schema, 'text')).message).toMatch(/^input: /);
  });
});

describe('a refusal of tRPC itself', () => {
  it.each([
    ['NOT_FOUND', 404, 'not_found'],
    ['BAD_REQUEST', 400, 'invalid_input'],
    ['PARSE_ERROR', 400, 'invalid_input'],
    ['METHOD_NOT_SUPPORTED', 405, 'method_not_allowed'],
    ['UNSUPPORTED_MEDIA_TYPE', 415, 'invalid_input'],
    ['PAYLOAD_TOO_LARGE', 413, 'too_large'],
  ] as const)('%s keeps its status %d', (code, status, kind) => {
    const error = new TRPCError({ code, message: 'No such procedure.' });
    expect(toProblem(error)).toEqual({ kind, status, message: 'No such procedure.' });
  });
});

it('what arises outside of the domain is in the table too', () => {
  expect(problemKinds.not_found).toEqual({ http: 404, trpc: 'NOT_FOUND' });
  expect(problemKinds.internal).toEqual({ http: 500, trpc: 'INTERNAL_SERVER_ERROR' });
});

describe('whatever else is thrown tells nothing', () => {
  const output = zodError(z.object({ secretColumn: z.string() }), {});

  it.each<[string, unknown]>([
    ['an error', new Error('canary')],
    [
      'an error wrapped by tRPC',
      new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: new Error('canary') }),
    ],
    ['an error of tRPC', new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'canary' })],
    ['another failure of a server', new TRPCError({ code: 'BAD_GATEWAY', message: 'canary' })],
    [
      'output that breaks our own schema',
      new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: output }),
    ],
    ['a row that breaks our own schema', output],
    ['a text', 'canary'],
    ['nothing', undefined],
    ['null', null],
    ['something like a domain error', { kind: 'invalid_input', message: 'canary' }],
  ])('%s', (_what, error) => {
    expect(toProblem(error)).toEqual(internal);
  });
});
