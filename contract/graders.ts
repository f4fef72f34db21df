/** Graders: how an answer can be judged, the options of each, and what they are called on pages. */

/** The graders there are, by the name under which a grade is told. */
export const graderNames = [
  'contains',
  'exact',
  'numeric',
  'choice',
  'regex',
  'json',
  'json-schema',
  'similarity',
  'refusal',
  'length',
  'all',
  'any',
  'not',
] as const;
export type GraderName = (typeof graderNames)[number];

/** What of an answer is looked at. */
export const answerPlaces = ['anywhere', 'final_line', 'whole', 'code'] as const;
export type AnswerPlace = (typeof answerPlaces)[number];

export const answerPlaceLabels = {
  anywhere: { label: 'Anywhere', hint: 'anywhere in the answer' },
  final_line: { label: 'Final line', hint: 'in the last line of the answer' },
  whole: { label: 'Whole answer', hint: 'the answer says nothing else' },
  code: { label: 'Code only', hint: 'in blocks of code, comments aside' },
} as const satisfies Record<AnswerPlace, { label: string; hint: string }>;

/** What graders share that look for something in a text; the field names are the JSON contract. */
export interface PlaceOptions {
  where?: AnswerPlace;
  /** Looks only behind the last `label:`, as far as the end of its line. Case and formatting do not count. */
  label?: string;
  /** Passes over what the answer repeats from the prompt, word for word and at length. */
  ignore_echo?: boolean;
}

/** What graders share that compare with something. */
export interface ExpectedOptions {
  /** In place of the prompt's, so that one answer can be checked for several things. */
  expected_answer?: string;
}

export interface ContainsGrader extends PlaceOptions, ExpectedOptions {
  name: 'contains';
  /** The parts between ` & ` must come in this order. */
  ordered?: boolean;
}

export interface ExactGrader extends PlaceOptions, ExpectedOptions {
  name: 'exact';
  /** Capital and small letters differ. */
  case_sensitive?: boolean;
}

export const numberPicks = ['last', 'first', 'any'] as const;

export interface NumericGrader extends PlaceOptions, ExpectedOptions {
  name: 'numeric';
  /** Largest difference that counts as equal. */
  tolerance?: number;
  /** The same as a part of the expected number: 0.01 allows one percent. */
  relative_tolerance?: number;
  /** Such as `kg`, `EUR` or `%`. A number may stand without it, but not with another one. */
  unit?: string;
  /** Which number of an answer counts that holds several and calls none its answer; the last one by default. */
  pick?: (typeof numberPicks)[number];
}

export interface ChoiceGrader extends PlaceOptions, ExpectedOptions {
  name: 'choice';
  /** What can be chosen, A first; without them, the options that the prompt lists. */
  options?: string[];
}

export interface RegexGrader extends PlaceOptions {
  name: 'regex';
  /** In the syntax of RE2: no look-around, no back-references. */
  pattern: string;
  /** Of `i` (ignore case), `m` (`^` and `$` at every line) and `s` (`.` takes line breaks). */
  flags?: string;
}

export const jsonModes = ['equal', 'subset'] as const;

export interface JsonGrader extends ExpectedOptions {
  name: 'json';
  /** Whether more keys may be there than are expected. */
  mode?: (typeof jsonModes)[number];
}

export interface JsonSchemaGrader {
  name: 'json-schema';
  schema: boolean | Record<string, unknown>;
}

export const similarityMethods = ['rouge-l', 'edit-distance'] as const;

export interface SimilarityGrader extends ExpectedOptions {
  name: 'similarity';
  method: (typeof similarityMethods)[number];
  /** From 0 to 1; an answer passes that is at least as close. */
  threshold: number;
}

export const refusalExpectations = ['refuse', 'comply'] as const;

export interface RefusalGrader {
  name: 'refusal';
  expect?: (typeof refusalExpectations)[number];
}

export const lengthUnits = ['words', 'sentences', 'characters'] as const;

export interface LengthGrader {
  name: 'length';
  unit: (typeof lengthUnits)[number];
  min?: number;
  max?: number;
}

export interface AllGrader {
  name: 'all';
  graders: GraderSpec[];
}

export interface AnyGrader {
  name: 'any';
  graders: GraderSpec[];
}

export interface NotGrader {
  name: 'not';
  grader: GraderSpec;
}

/** A grader with its options, as it is stored and as it is told; the field names are the JSON contract. */
export type GraderSpec =
  | ContainsGrader
  | ExactGrader
  | NumericGrader
  | ChoiceGrader
  | RegexGrader
  | JsonGrader
  | JsonSchemaGrader
  | SimilarityGrader
  | RefusalGrader
  | LengthGrader
  | AllGrader
  | AnyGrader
  | NotGrader;

/** The options of the grader that is called so. */
export type SpecOf<Name extends GraderName> = Extract<GraderSpec, { name: Name }>;

/** How large a grader may be, lengths as JSON and in UTF-16 units; parts are those at any depth. */
export const MAX_GRADER_LENGTH = 64_000;
export const MAX_PATTERN_LENGTH = 2_000;
export const MAX_GRADER_DEPTH = 4;
export const MAX_GRADER_PARTS = 20;
export const MAX_SCHEMA_LENGTH = 32_000;
export const MAX_SCHEMA_DEPTH = 32;
export const MAX_CHOICE_OPTIONS = 26;
export const MAX_GRADER_TEXT_LENGTH = 200;
/** Longest answer in words, sentences or characters that somebody can ask for. */
export const MAX_LENGTH_BOUND = 1_000_000;

/** What graders are called on pages, and what each does, in a line. */
export const graderLabels = {
  contains: {
    label: 'Contains',
    hint: 'The expected words are in the answer, as whole words; case and formatting do not count.',
  },
  exact: { label: 'Exact', hint: 'The answer is the expected text and nothing else.' },
  numeric: {
    label: 'Number',
    hint: 'The number that the answer gives equals the expected one, however it is written.',
  },
  choice: {
    label: 'Choice',
    hint: 'The answer chooses the expected option, and no other.',
  },
  regex: { label: 'Regular expression', hint: 'The pattern (RE2 syntax) matches the answer.' },
  json: {
    label: 'JSON',
    hint: 'The answer holds JSON that equals the expected value; the order of keys does not count.',
  },
  'json-schema': { label: 'JSON Schema', hint: 'The answer holds JSON that fits the schema.' },
  similarity: {
    label: 'Closeness of wording',
    hint: 'How much of the expected wording the answer has: closeness of wording, not correctness.',
  },
  refusal: {
    label: 'Refusal',
    hint: 'Whether the answer declines to help, judged by its opening words: a rule of thumb.',
  },
  length: { label: 'Length', hint: 'The answer is as long as it was asked to be.' },
  all: { label: 'All of', hint: 'Every one of several graders passes.' },
  any: { label: 'Any of', hint: 'At least one of several graders passes.' },
  not: { label: 'Not', hint: 'Another grader does not pass.' },
} as const satisfies Record<GraderName, { label: string; hint: string }>;

/** Graders that compare with the expected answer of the prompt, and judge nothing without one. */
export const graderNeedsExpected = {
  contains: true,
  exact: true,
  numeric: true,
  choice: true,
  regex: false,
  json: false,
  'json-schema': false,
  similarity: true,
  refusal: false,
  length: false,
  all: false,
  any: false,
  not: false,
} as const satisfies Record<GraderName, boolean>;
