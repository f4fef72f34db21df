/** How large a file and its parts may be; those of a prompt are in `contract/suites.ts`. */

export const MAX_SUITE_FILE_BYTES = 64 * 1024 * 1024;
/** More rows are not read. A suite takes fewer; from these somebody chooses. */
export const MAX_FILE_ROWS = 50_000;
/** Longest row, in UTF-16 units: the longest conversation, each character of it escaped, has room. */
export const MAX_ROW_LENGTH = 2_000_000;
export const MAX_COLUMNS = 200;
/** More separators on one line are no table, and would take more memory than the file. */
export const MAX_SEPARATORS = 20_000;
export const MAX_JSON_DEPTH = 64;
/** The parser of YAML takes some thirty times as much memory as its text. */
export const MAX_YAML_LENGTH = 4 * 1024 * 1024;
export const MAX_YAML_ALIASES = 10_000;
/** Brackets that are open at once, those in texts included. */
export const MAX_YAML_BRACKETS = 500;
/** Problems that are told one by one. */
export const MAX_PROBLEMS = 100;
