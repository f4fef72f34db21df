/** How long files of suites take to read, and what the process notices of it. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import Papa from 'papaparse';
import { readInThread } from '../../server/suites/index.ts';
import { MAX_FILE_ROWS, readSuiteFile } from '../../suiteFiles/index.ts';
import type { Bench } from './bench.ts';

const AIM_MS = 3_000;
/** No task of the thread that serves others may be longer. */
const LONGEST_MS = 50;

export const benchImport: Bench = async function* () {
  for (const [name, text] of Object.entries(files())) {
    const bytes = new TextEncoder().encode(text);
    const size = `${MAX_FILE_ROWS.toLocaleString('en-US')} rows, ${(bytes.length / 1e6).toFixed(0)} MB`;
    const start = performance.now();
    const { prompts } = readSuiteFile(bytes);
    const ms = performance.now() - start;
    if (prompts.length !== MAX_FILE_ROWS) throw new Error(`${name}: ${prompts.length} prompts.`);
    yield { name, detail: size, ms, aim: AIM_MS };

    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await readInThread(bytes);
    delay.disable();
    const detail = 'longest pause of the main thread while another one reads it';
    yield { name, detail, ms: delay.max / 1e6, aim: LONGEST_MS };
  }
};

function files(): Record<string, string> {
  const rows = Array.from({ length: MAX_FILE_ROWS }, (_, index) => ({
    question: `Question ${index}: what is ${index} plus ${index}?\n${'Think it over. '.repeat(10)}`,
    answer: String(2 * index),
    category: `c${index % 7}`,
  }));
  const conversations = rows.map(({ question, answer, category }) => ({
    messages: [
      { role: 'system', content: 'You are a calculator.' },
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ],
    category,
  }));
  return {
    'messages, JSONL': conversations.map((row) => JSON.stringify(row)).join('\n'),
    'messages, an array': JSON.stringify(conversations, null, 2),
    CSV: Papa.unparse(rows),
    'a prompt a line': rows.map(({ question }) => question.replace('\n', ' ')).join('\n'),
  };
}
