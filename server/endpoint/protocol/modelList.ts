import Fuse from 'fuse.js';
import { baseModels } from './baseModel.ts';

/** One row of what `GET …/models` lists. */
export interface ListedModel {
  id: string;
  /** The id of the listed model from which this one was made; null where the server does not say. */
  base: string | null;
  /** Tokens of prompt and answer together; null where the server does not say. */
  contextTokens: number | null;
  /** Many servers name themselves here; undefined where nothing is told. */
  ownedBy?: string | undefined;
}

/**
 * The models in the body of `GET …/models`, in every shape in use: OpenAI's `{data:[{id}]}`, the
 * bare array of Together, `{models:[…]}` with `id`, `name` or `model`, or plain strings. What could
 * not be asked for as a model is left out. Never throws.
 * @param max models returned; hosts list thousands
 */
export function readModelList(body: unknown, max: number): ListedModel[] {
  const rows = new Map<string, unknown>();
  for (const row of rowsOf(body)) {
    if (rows.size >= max) break;
    const id = idOf(row);
    if (id !== undefined && !rows.has(id)) rows.set(id, row);
  }
  const bases = baseModels(rows);
  return [...rows].map(([id, row]) => ({
    id,
    base: bases.get(id) ?? null,
    contextTokens: contextOf(row),
    ownedBy: nameIn(fieldsOf(row).owned_by),
  }));
}

/**
 * The names in `available` that `wanted` may have meant, the nearest first; empty when none is near.
 * Forgives typos, case, a missing or different organisation, tag, file ending or folder.
 */
export function nearestModelNames(wanted: string, available: readonly string[], max = 5): string[] {
  const wantedSpellings = spellingsOf(wanted);
  return available
    .map((name) => ({ name, distance: distance(wantedSpellings, spellingsOf(name)) }))
    .filter(({ distance }) => distance < Number.POSITIVE_INFINITY)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, max)
    .map(({ name }) => name);
}

// A longer one could not be entered either.
const MAX_ID_LENGTH = 300;
/** Whatever says that it holds more is not to be believed. */
const MAX_CONTEXT_TOKENS = 1_000_000_000;

function rowsOf(body: unknown): unknown[] {
  const { data, models } = fieldsOf(body);
  // llama.cpp fills both, with less about each model in the second.
  const lists = [body, data, models].filter(Array.isArray);
  return lists.find((list) => list.length > 0) ?? [];
}

function idOf(row: unknown): string | undefined {
  const { id, name, model } = fieldsOf(row);
  return nameIn(row, id, name, model);
}

function nameIn(...values: unknown[]): string | undefined {
  return values
    .filter((value) => typeof value === 'string')
    .map((value) => value.trim())
    .find((value) => value !== '' && value.length <= MAX_ID_LENGTH && !/\p{C}/u.test(value));
}

/**
 * What the loaded model takes comes before what it could take: LM Studio's `loaded_context_length`,
 * llama.cpp's `meta.n_ctx`, vLLM's `max_model_len`, `context_length` of OpenRouter and Together,
 * Groq's `context_window`, `max_context_length` of Mistral and LM Studio, `meta.n_ctx_train`.
 */
function contextOf(row: unknown): number | null {
  const fields = fieldsOf(row);
  const meta = fieldsOf(fields.meta);
  const stated = [
    fields.loaded_context_length,
    meta.n_ctx,
    fields.max_model_len,
    fields.context_length,
    fields.context_window,
    fields.max_context_length,
    meta.n_ctx_train,
  ];
  return stated.find(isTokenCount) ?? null;
}

function isTokenCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) <= MAX_CONTEXT_TOKENS;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A name without what servers write differently. */
interface Spellings {
  /** All letters and digits. */
  whole: string;
  /** Those of the model itself, without organisation, folder, default tag and file ending. */
  bare: string;
  words: Set<string>;
}

function spellingsOf(name: string): Spellings {
  const lower = name.slice(0, MAX_ID_LENGTH).toLowerCase();
  const bare = (lower.split(/[\\/]/).at(-1) ?? '')
    .replace(/\.gguf$/, '')
    // Large files come in numbered parts.
    .replace(/-\d{5}-of-\d{5}$/, '')
    .replace(/:latest$/, '');
  return {
    whole: lettersAndDigits(lower),
    bare: lettersAndDigits(bare),
    words: new Set(lower.split(/[^\p{L}\p{N}]+/u)),
  };
}

/** The search takes time with the square of the length, and lists are thousands of names long. */
const MAX_COMPARED = 64;

function lettersAndDigits(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '').slice(0, MAX_COMPARED);
}

/** Infinite where the two have nothing to do with each other. */
function distance(one: Spellings, other: Spellings): number {
  return Math.min(
    textDistance(one.bare, other.bare, one, other),
    // Two models of one organisation are not alike for that, so the model itself decides first.
    textDistance(one.whole, other.whole, one, other) + WHOLE_NAME_HANDICAP,
  );
}

const WHOLE_NAME_HANDICAP = 0.05;
/** Share of a name that may be mistyped. */
const MAX_TYPOS = 0.34;
/** Keeps `llama-3.1-8b-turbo` nearer to `llama-3.1-8b` than `llama-3.1-70b` is. */
const WEIGHT_OF_MISSING_PART = 0.2;
/** Shorter names are found by chance within others. */
const MIN_PART_CHARACTERS = 4;

/** How well the shorter text, with typos, is found within the longer one. */
function textDistance(one: string, other: string, ...names: Spellings[]): number {
  const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
  if (shorter === '') return Number.POSITIVE_INFINITY;
  if (shorter.length < MIN_PART_CHARACTERS && !names.every(({ words }) => words.has(shorter))) {
    return Number.POSITIVE_INFINITY;
  }
  const { isMatch, score } = Fuse.match(shorter, longer, {
    threshold: MAX_TYPOS,
    ignoreLocation: true,
  });
  if (!isMatch) return Number.POSITIVE_INFINITY;
  return score + (1 - shorter.length / longer.length) * WEIGHT_OF_MISSING_PART;
}
