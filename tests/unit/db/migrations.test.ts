/**
 * A node of the version before goes on working while a new one migrates: only what it does not notice
 * may change in one step. Everything else takes two versions: add, move over, then remove.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = 'drizzle';
const migrations = readdirSync(folder)
  .filter((file) => file.endsWith('.sql'))
  .toSorted()
  // The first one meets an empty database.
  .slice(1);

/** What an older node could trip over, and why. */
const harmful: [pattern: RegExp, why: string][] = [
  [/\bDROP (COLUMN|TABLE|SCHEMA|VIEW)\b/i, 'an older node still reads it'],
  [/\bRENAME\b/i, 'an older node knows the old name only'],
  [/\bADD COLUMN\b(?!.*\b(DEFAULT|GENERATED)\b).*\bNOT NULL\b/i, 'an older node leaves it out'],
  [/\bSET NOT NULL\b/i, 'an older node may leave it out'],
  [/\bSET DATA TYPE\b/i, 'an older node writes the old type'],
  [/\bDROP DEFAULT\b/i, 'an older node relies on it'],
  [
    /\bADD CONSTRAINT\b.*\b(CHECK|UNIQUE|FOREIGN KEY)\b/i,
    'an older node may write what it forbids',
  ],
  [/\bCREATE UNIQUE INDEX\b/i, 'an older node may write what it forbids'],
  [/\bDROP CONSTRAINT\b/i, 'an older node may name it in ON CONFLICT'],
];

/** Read by a person and found harmless, each with the reason. */
const judged: Record<string, string> = {
  'ADD CONSTRAINT "demo_batch_test_results_outcome"':
    'on a column of the same migration, and later with an outcome more: what an older node writes is allowed',
  'DROP CONSTRAINT "demo_batch_test_results_outcome"':
    'replaced by one that allows an outcome more; a check is no target of ON CONFLICT',
  'DROP CONSTRAINT "demo_batch_test_results_prompt_once"':
    'an older node takes any unique violation for "stored already", and the wider key that replaces ' +
    'it forbids the same rows, since an older node writes sample 0 only',
  'ADD CONSTRAINT "demo_batch_test_results_sample_once"': 'replaces the narrower key; see there',
  'ADD CONSTRAINT "demo_batch_test_runs_started_once"':
    'on a column of the same migration, which an older node leaves null: nulls never collide',
  'ADD CONSTRAINT "demo_chat_messages_asked_once"':
    'on a column of the same migration, which an older node leaves null: nulls never collide',
  'ADD CONSTRAINT "demo_connection_tests_demo_session_id':
    'on a table of the same migration, which an older node does not write to',
  'ADD CONSTRAINT "demo_tests_of_connections_':
    'on a table of the same migration, which an older node does not write to',
  'ADD CONSTRAINT "demo_comparisons_':
    'on a table of the same migration, which an older node does not know',
  'ADD CONSTRAINT "demo_batch_test_runs_comparison_id_':
    'on a column of the same migration, which an older node leaves null',
  'ADD CONSTRAINT "demo_blind_vote':
    'on tables of the same migration, which an older node does not know',
  'ADD CONSTRAINT "demo_connections_':
    'on a table of the same migration, which an older node does not write to',
  '"demo_adapter_checks_':
    'on a table of the same migration, which an older node does not write to',
  'ADD CONSTRAINT "demo_batch_test_runs_suite_edition_id_':
    'on a column of the same migration, which an older node leaves null',
  'ADD CONSTRAINT "demo_test_suites_demo_session_id_':
    'on a column of the same migration, which an older node leaves null',
  'ADD CONSTRAINT "demo_test_suites_kind"':
    'on a column of the same migration, whose default it allows',
  'ADD CONSTRAINT "demo_suite_':
    'on tables of the same migration, which an older node does not know',
  'ADD CONSTRAINT "demo_replaced_grades_':
    'on a table of the same migration, which an older node does not know',
  'CREATE UNIQUE INDEX "demo_chat_messages_one_answer"':
    'an older node asks under an advisory lock and refuses a second question while one is answered',
};

it.each(migrations)('%s leaves an older node at work', (file) => {
  const statements = readFileSync(`${folder}/${file}`, 'utf8').split('--> statement-breakpoint');
  const problems = statements.flatMap((statement) =>
    harmful
      .filter(([pattern]) => pattern.test(statement.replaceAll('\n', ' ')))
      .filter(() => !Object.keys(judged).some((known) => statement.includes(known)))
      .map(([, why]) => `${statement.trim()}: ${why}`),
  );
  expect(problems).toEqual([]);
});

it('no judgement outlives what it was about', () => {
  const all = migrations.map((file) => readFileSync(`${folder}/${file}`, 'utf8')).join('\n');
  expect(Object.keys(judged).filter((known) => !all.includes(known))).toEqual([]);
});
