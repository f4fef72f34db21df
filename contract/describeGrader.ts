import {
  type ExpectedOptions,
  type GraderSpec,
  graderLabels,
  type PlaceOptions,
  type SpecOf,
} from './graders.ts';

/**
 * Says in a line what a grader does with its options, such as `Number, ± 0.5, in kg` or
 * `All of: Contains “Friday”; not Contains “Monday”`.
 */
export function describeGrader(spec: GraderSpec): string {
  switch (spec.name) {
    case 'all':
    case 'any':
      return `${graderLabels[spec.name].label}: ${spec.graders.map(describeGrader).join('; ')}`;
    case 'not':
      return `Not: ${describeGrader(spec.grader)}`;
    default:
      return [graderLabels[spec.name].label + expectedOf(spec), ...detailsOf(spec)].join(', ');
  }
}

type SimpleGrader = Exclude<GraderSpec, SpecOf<'all' | 'any' | 'not'>>;

function expectedOf(spec: SimpleGrader & ExpectedOptions): string {
  return spec.expected_answer === undefined ? '' : ` “${shortened(spec.expected_answer)}”`;
}

function detailsOf(spec: SimpleGrader): string[] {
  switch (spec.name) {
    case 'contains':
      return [...(spec.ordered ? ['in this order'] : []), ...placesOf(spec)];
    case 'exact':
      return [...(spec.case_sensitive ? ['capitals count'] : []), ...placesOf(spec)];
    case 'numeric':
      return [
        ...(spec.tolerance === undefined ? [] : [`± ${spec.tolerance}`]),
        ...(spec.relative_tolerance === undefined ? [] : [`± ${percent(spec.relative_tolerance)}`]),
        ...(spec.unit === undefined ? [] : [`in ${spec.unit}`]),
        ...(spec.pick === undefined ? [] : [picks[spec.pick]]),
        ...placesOf(spec),
      ];
    case 'choice':
      return [...(spec.options ? [`of ${spec.options.join(', ')}`] : []), ...placesOf(spec)];
    case 'regex':
      return [`/${shortened(spec.pattern)}/${spec.flags ?? ''}`, ...placesOf(spec)];
    case 'json':
      return spec.mode === 'subset' ? ['more keys may be there'] : [];
    case 'json-schema':
      return [];
    case 'similarity':
      return [
        spec.method === 'rouge-l' ? 'ROUGE-L' : 'edit distance',
        `at least ${percent(spec.threshold)}`,
      ];
    case 'refusal':
      return [spec.expect === 'comply' ? 'must help' : 'must decline'];
    case 'length':
      return [lengthOf(spec)];
  }
}

const picks = {
  last: 'the last number',
  first: 'the first number',
  any: 'any number',
} as const;

function placesOf({ where, label, ignore_echo }: PlaceOptions): string[] {
  return [
    ...(label === undefined ? [] : [`behind the last “${label}:”`]),
    ...(where === undefined || where === 'anywhere' ? [] : [places[where]]),
    ...(ignore_echo ? ['what repeats the prompt aside'] : []),
  ];
}

const places = {
  final_line: 'in the final line',
  whole: 'and nothing else',
  code: 'in code, comments aside',
} as const;

function lengthOf({ min, max, unit }: SpecOf<'length'>): string {
  if (min === undefined) return `at most ${counted(max ?? 0)} ${unit}`;
  if (max === undefined) return `at least ${counted(min)} ${unit}`;
  return min === max
    ? `exactly ${counted(min)} ${unit}`
    : `${counted(min)} to ${counted(max)} ${unit}`;
}

function counted(number: number): string {
  return number.toLocaleString('en-US');
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}

const MAX_SHOWN = 60;

function shortened(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN).toWellFormed()}…` : text;
}
