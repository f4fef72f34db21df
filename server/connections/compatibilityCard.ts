/** Turns what the connection test found into the lines of the compatibility card. */
import {
  type AdaptableFeature,
  type ConnectionReport,
  type Probe,
  type ProbeName,
  type ProbeVerdict,
  probeNames,
} from '../../contract/connectionReport.ts';
import { defaultRunSettings } from '../../contract/runSettings.ts';
import type {
  CalledEndpoint,
  ListedModel,
  ModelAnswer,
  ModelCallError,
} from '../endpoint/index.ts';

/** How the search for the model's address ended: with an answer, or with the reason why there is none. */
export interface ContactAttempt {
  endpoint: CalledEndpoint;
  called: ConnectionReport['called'];
  answer: ModelAnswer | null;
  error: ModelCallError | null;
  /** Why the usual values were refused, where the model answered without them. */
  refusedValues: ModelCallError | null;
}

/** The models that the endpoint lists, or why there are none. */
export interface ModelList {
  models: ListedModel[] | null;
  error: ModelCallError | null;
}

/** How the call with instructions in the system role went. */
export interface SystemRoleFinding {
  answer: ModelAnswer | null;
  error: ModelCallError | null;
}

export interface Findings {
  contact: ContactAttempt;
  /** Null when it was not tried yet. */
  list: ModelList | null;
  /** Null when it was not tried, or not yet. */
  systemRole: SystemRoleFinding | null;
  modelId: string;
}

/** Every probe in the order of the card. */
export function compatibilityProbes(findings: Findings): Probe[] {
  const { answer } = findings.contact;
  return [
    addressProbe(findings),
    modelsProbe(findings),
    ...(answer
      ? [
          streamingProbe(findings, answer),
          usageProbe(findings, answer),
          tokenLimitProbe(findings),
          temperatureProbe(findings),
          systemRoleProbe(findings),
          reasoningProbe(answer),
          ...parameterProbes(findings),
          probe('context', 'info', 'Not tried. The test sends a long prompt, so it waits for you.'),
        ]
      : probesOfAnAnswer.map((name) =>
          probe(name, 'skipped', 'Not tried, since the model did not answer.'),
        )),
  ];
}

/** The probes that need an answer of the model. */
const probesOfAnAnswer = probeNames.filter((name) => name !== 'address' && name !== 'models');

const NOT_TRIED_YET = 'Not tried yet.';

function probe(
  name: ProbeName,
  verdict: ProbeVerdict,
  finding: string,
  providerMessage: string | null = null,
  upstreamRequestId: string | null = null,
): Probe {
  return { name, verdict, finding, said: providerMessage || null, upstreamRequestId };
}

/** The line that says how requests were adapted for one of `features`; undefined when they were not. */
function adapted(
  { contact }: Findings,
  name: ProbeName,
  ...features: AdaptableFeature[]
): Probe | undefined {
  const feature = features.findLast((name) => contact.endpoint.adaptations[name]);
  const adaptation = feature && contact.endpoint.adaptations[feature];
  return adaptation && probe(name, 'adapted', toSentence(adaptation.change), adaptation.said);
}

function addressProbe({ contact: { called, answer, error, endpoint } }: Findings): Probe {
  const path = new URL(endpoint.endpointUrl).pathname;
  if (answer && called.length > 1) {
    return probe('address', 'adapted', `The chat route was found at ${path}.`);
  }
  if (answer) return probe('address', 'ok', `The chat route answers at ${path}.`);
  // The request id of this call stands in the report, beside its error.
  const serverAnswers = (error?.status ?? null) !== null && error?.reason !== 'wrong_path';
  return serverAnswers
    ? probe('address', 'ok', `A server answers at ${path}, with an error.`, error?.providerMessage)
    : probe('address', 'failed', error?.message ?? '', error?.providerMessage);
}

function modelsProbe({ list, modelId }: Findings): Probe {
  if (!list) return probe('models', 'skipped', NOT_TRIED_YET);
  const { models, error } = list;
  if (error) {
    const finding =
      error.kind === 'auth'
        ? 'The server does not show its list of models to this key.'
        : 'The server has no list of models to show.';
    return probe('models', 'info', finding, error.providerMessage);
  }
  if (!models) return probe('models', 'info', 'The URL does not tell where such a list is.');
  if (models.length === 0) return probe('models', 'info', 'The list of models is empty.');
  const count = models.length === 1 ? 'one model' : `${models.length} models`;
  return models.some((model) => model.id === modelId)
    ? probe('models', 'ok', `The server lists ${count}, yours among them.`)
    : probe('models', 'info', `The server lists ${count}, yours is not among them.`);
}

function streamingProbe(findings: Findings, answer: ModelAnswer): Probe {
  const changed = adapted(findings, 'streaming', 'stream', 'no_stream');
  if (changed) return changed;
  return answer.streamed
    ? probe('streaming', 'ok', 'Answers are streamed.')
    : probe(
        'streaming',
        'adapted',
        'Answers come in one piece although a stream was asked for, so time to first token is unknown.',
      );
}

function usageProbe(findings: Findings, answer: ModelAnswer): Probe {
  const tokensAreCounted = answer.inputTokens !== null || answer.outputTokens !== null;
  const changed = adapted(findings, 'usage', 'stream_options');
  if (changed) {
    const result = tokensAreCounted
      ? 'tokens are counted all the same'
      : 'token counts stay unknown';
    return { ...changed, finding: `${changed.finding.slice(0, -1)}; ${result}.` };
  }
  return tokensAreCounted
    ? probe('usage', 'ok', 'The server counts tokens.')
    : probe('usage', 'failed', 'The server does not tell how many tokens it used.');
}

function tokenLimitProbe(findings: Findings): Probe {
  const changed = adapted(findings, 'token_limit', 'max_tokens', 'max_completion_tokens');
  return changed ?? probe('token_limit', 'ok', 'max_tokens is accepted.');
}

function temperatureProbe(findings: Findings): Probe {
  const { refusedValues } = findings.contact;
  if (refusedValues) {
    return probe(
      'temperature',
      'failed',
      `A temperature of ${defaultRunSettings.temperature}, or so low a limit of tokens as the test has, is refused; the model was asked without. Set in a run what the provider message says.`,
      refusedValues.providerMessage,
      refusedValues.upstreamRequestId,
    );
  }
  return (
    adapted(findings, 'temperature', 'temperature') ??
    probe('temperature', 'ok', `A temperature of ${defaultRunSettings.temperature} is accepted.`)
  );
}

function systemRoleProbe(findings: Findings): Probe {
  const changed = adapted(findings, 'system_role', 'system_role');
  if (changed) return changed;
  if (!findings.systemRole) return probe('system_role', 'skipped', NOT_TRIED_YET);
  const { error } = findings.systemRole;
  return error
    ? probe(
        'system_role',
        'failed',
        `A call with a system prompt failed: ${error.message}`,
        error.providerMessage,
        error.upstreamRequestId,
      )
    : probe('system_role', 'ok', 'A system prompt is accepted.');
}

function reasoningProbe(answer: ModelAnswer): Probe {
  if (answer.reasoningPlace === 'think_tags') {
    return probe(
      'reasoning',
      'ok',
      'Reasoning comes within the text, between markers such as <think>; it is kept apart.',
    );
  }
  if (answer.reasoningPlace) {
    return probe(
      'reasoning',
      'ok',
      `Reasoning comes in the field ${answer.reasoningPlace}; it is kept apart.`,
    );
  }
  return answer.reasoningTokens
    ? probe('reasoning', 'ok', 'The model reasons, but its reasoning is only counted, not sent.')
    : probe('reasoning', 'info', 'No reasoning was seen in a short answer.');
}

/** Adaptations that have a line of their own. */
const featuresWithLine: ReadonlySet<AdaptableFeature> = new Set([
  'stream',
  'no_stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'system_role',
]);

/** What else was adapted, and what only trying could tell. */
function parameterProbes({ contact }: Findings): Probe[] {
  const adaptations = Object.entries(contact.endpoint.adaptations);
  const others = adaptations.filter(([feature]) => !featuresWithLine.has(feature));
  const trials = adaptations.filter(([, { trial }]) => trial);
  const said = (found: typeof adaptations) => found.map(([, { said }]) => said).join('\n');
  const changes = others.map(([, { change }]) => toSentence(change)).join(' ');
  const names = trials.map(([feature]) => feature).join(', ');
  return [
    ...(others.length > 0 ? [probe('parameters', 'adapted', changes, said(others))] : []),
    ...(trials.length > 0
      ? [
          probe(
            'trial',
            'adapted',
            `The refusal only named this; the same request without it was answered: ${names}.`,
            said(trials),
          ),
        ]
      : []),
  ];
}

/** Begins with a capital, unless it begins with the name of a parameter. */
function toSentence(text: string): string {
  if (/^\w+_/.test(text)) return `${text}.`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
