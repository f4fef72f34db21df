/** Why a row, or a whole file, cannot be used: a sentence for people, with the remedy. */
export class RowProblem extends Error {
  override name = 'RowProblem';
}
