import type { RunSettingDefinition } from '../../../../contract/runSettings.ts';
import { formatCount } from '../../../lib/format.ts';
import { formatStopLines } from '../stopLines.ts';

/** The value of a setting as a page tells it. */
export function settingText(definition: RunSettingDefinition, value: unknown): string {
  switch (definition.kind) {
    case 'flag':
      return value ? 'yes' : 'no';
    case 'integer':
    case 'number':
      return value === undefined ? notSet(definition) : numberText(definition, Number(value));
    case 'texts':
      return Array.isArray(value) && value.length > 0 ? formatStopLines(value) : 'none';
    case 'json':
      return value === undefined ? 'none' : JSON.stringify(value);
    case 'text':
      return value ? String(value) : 'none';
  }
}

function numberText(
  { unit, typedInSeconds, kind }: Extract<RunSettingDefinition, { kind: 'integer' | 'number' }>,
  value: number,
): string {
  if (typedInSeconds) return `${value / 1_000} s`;
  const number = kind === 'integer' ? formatCount(value) : String(value);
  if (unit === 'ms') return `${number} ms`;
  return unit === 'tok' ? `${number} tokens` : number;
}

const notSet = ({ optional }: RunSettingDefinition) => (optional ? 'not set' : 'unknown');
