import { isAddress, isVariable, type PastedConnection } from './pastedValues.ts';

/**
 * What a piece of a program calls: quoted texts that stand behind the names which clients give to address, key and model.
 * @returns null for a text in one piece, which is an address or a part of one
 */
export function readProgram(text: string): PastedConnection | null {
  if (!/\s/.test(text)) return null;
  const address = /(["'`])(https?:\/\/[^\s"'`]{1,2000})\1/i.exec(text)?.[2] ?? '';
  return {
    endpointUrl: isAddress(address) && !/[@?$]/.test(address) ? address : '',
    apiKey:
      value(/\bBearer\s{1,9}([^\s"'`\\]{1,500})/i.exec(text)?.[1]) || value(KEY.exec(text)?.[2]),
    modelId: value(MODEL.exec(text)?.[2]),
    headers: {},
  };
}

const KEY = /(?:api[_-]?key|token)["']?\s{0,9}[:=]\s{0,9}(["'`])([^\s"'`]{1,500})\1/i;
const MODEL = /\bmodel(?:_?(?:id|name))?["']?\s{0,9}[:=]\s{0,9}(["'`])([^"'`\n]{1,300})\1/i;

function value(text: string | undefined): string {
  return text === undefined || isVariable(text) || /^(?:your|<|\.\.\.)/i.test(text) ? '' : text;
}
