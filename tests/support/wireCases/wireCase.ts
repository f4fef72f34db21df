import type { FakeCall } from '../fakeModel/callLog.ts';
import type { Responder, Script } from '../fakeModel/scripts.ts';
import type { FakeModelServerOptions } from '../fakeModelServer.ts';

/** A peculiarity of a server: what it sends, and what a person must see of it. */
export interface WireCase {
  /** A letter or number for the kind, and one for the variant: '08a'. */
  id: string;
  /** What is peculiar, in a few words. */
  what: string;
  /**
   * `test` meets the server at the connection test; `run` (default) and `chat` meet it in what follows, after
   * a test with a well-behaved one.
   */
  through?: 'test' | 'run' | 'chat';
  /** What chat calls get; functions are for scripts that keep count or are large. */
  respond: Script | Responder;
  server?: FakeModelServerOptions;
  /** The endpoint as a person enters it, from the address of the server. */
  endpointUrl?(serverUrl: string): string;
  /** Default: the capital of France, and "Paris" is right. */
  prompts?: { prompt: string; expected_answer?: string }[];
  /** Settings of the run; one call at a time unless they say otherwise. */
  config?: object;
  /** Parts of what must come out, compared as `toMatchObject` does. */
  expected: {
    /** The answer of `POST /configure/test`. */
    report?: object;
    /** What `GET /configure` tells afterwards. */
    session?: object;
    run?: object;
    /** Of the first prompt. */
    result?: object;
    results?: object[];
    /** The answer in the chat, once it has ended. */
    message?: object;
    /** Chat calls in the test, or, of a run and a chat, after it. */
    calls?: number;
  };
  /** What the above cannot say. */
  check?(played: PlayedCase): void;
}

/** What came out, in JSON as REST and the API tell it. */
export interface PlayedCase {
  // biome-ignore-start lint/suspicious/noExplicitAny: the cases say what each holds.
  report: any;
  session: any;
  run?: any;
  results?: any[];
  message?: any;
  // biome-ignore-end lint/suspicious/noExplicitAny: see above.
  /** The export of the session, for a run. */
  exported?: string;
  /** Chat calls in the test, or, of a run and a chat, after it. */
  calls: readonly FakeCall[];
}
