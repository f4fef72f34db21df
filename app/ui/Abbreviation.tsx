import { abbreviations } from '../../contract/metricLabels.ts';

/** An abbreviation that explains itself. */
export function Abbreviation({ name }: { name: keyof typeof abbreviations }) {
  return <abbr title={abbreviations[name]}>{name}</abbr>;
}
