import { type ClipboardEvent, type DragEvent, useState } from 'react';
import { connectionFieldLabels } from '../../../contract/connectionFields.ts';
import type { ProviderPreset } from '../../lib/api.ts';
import { TextField } from '../../ui/Field.tsx';
import { LIST_BUTTON_ID } from './ListedModels.tsx';
import { readPasted } from './pastedConnection.ts';
import type { PastedConnection } from './pastedValues.ts';

/**
 * The address of an endpoint. A command or lines of settings that are pasted into it are taken apart at once: no key
 * ever stands in it.
 */
export function AddressField({
  value,
  error,
  presets,
}: {
  value: string;
  error: string | undefined;
  /** Providers to recognise. */
  presets: readonly ProviderPreset[];
}) {
  const [address, setAddress] = useState(value);
  const [taken, setTaken] = useState<string | null>(null);
  const takeApart = (event: ClipboardEvent | DragEvent, data: DataTransfer) => {
    const text = data.getData('text');
    const pasted = readPasted(text);
    const field = event.currentTarget as HTMLInputElement;
    const { form } = field;
    if (!form) return;
    if (!pasted) {
      // No address has white space in it, and whatever else it is may hold a secret.
      if (!/\s/.test(text.trim())) return;
      event.preventDefault();
      setTaken('What you pasted is neither an address nor a command that can be read here.');
      return;
    }
    event.preventDefault();
    fillIn(form, pasted, { isOther: isOtherServer(field.value, pasted.endpointUrl) });
    setTaken(takenText(pasted));
    setAddress(pasted.endpointUrl);
    // The models of an endpoint can be listed now; whether that is so it says itself.
    const list = document.getElementById(LIST_BUTTON_ID);
    if (pasted.endpointUrl && list instanceof HTMLButtonElement) form.requestSubmit(list);
  };
  const preset = recognised(address, presets);
  return (
    <div>
      <TextField
        label={connectionFieldLabels.endpointUrl}
        name="endpointUrl"
        type="url"
        inputMode="url"
        required
        isMonospace
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        placeholder="https://api.example.com/v1"
        defaultValue={value}
        onChange={(event) => setAddress(event.target.value)}
        onPaste={(event) => takeApart(event, event.clipboardData)}
        onDrop={(event) => takeApart(event, event.dataTransfer)}
        error={error}
        hint="An address, or paste a curl command or .env lines: key and model go into their fields."
      />
      <p role="status" className="mt-1 text-sm text-muted empty:hidden">
        {[
          taken,
          preset && `This is ${preset.name}${preset.needsKey ? '' : ', which needs no key'}.`,
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
    </div>
  );
}

/** At another server, nothing stays that was entered for the one before: its models are asked for at once. */
function fillIn(
  form: HTMLFormElement,
  { headers, ...pasted }: PastedConnection,
  { isOther }: { isOther: boolean },
): void {
  for (const [name, value] of Object.entries(pasted)) {
    const field = form.elements.namedItem(name);
    if ((value !== '' || isOther) && field instanceof HTMLInputElement) field.value = value;
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  const field = form.elements.namedItem('headers');
  if ((lines.length > 0 || isOther) && field instanceof HTMLTextAreaElement) {
    field.value = lines.join('');
  }
}

function isOtherServer(before: string, after: string): boolean {
  return before.trim() !== '' && after !== '' && hostOf(before) !== hostOf(after);
}

/** `Taken from what you pasted: address, key and model.` */
function takenText({ endpointUrl, apiKey, modelId, headers }: PastedConnection): string {
  const parts = [
    endpointUrl && 'address',
    apiKey && 'key',
    modelId && 'model',
    Object.keys(headers).length > 0 && 'headers',
  ].filter((part) => typeof part === 'string' && part !== '');
  return `Taken from what you pasted: ${new Intl.ListFormat('en-GB').format(parts as string[])}.`;
}

/** The provider, or the server at its usual port, that an address is of. */
function recognised(
  address: string,
  presets: readonly ProviderPreset[],
): ProviderPreset | undefined {
  const host = hostOf(address);
  return host === undefined ? undefined : presets.find(({ baseUrl }) => hostOf(baseUrl) === host);
}

function hostOf(address: string): string | undefined {
  const text = address.trim();
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `http://${text}`);
  return url?.host.replace(/^localhost(?=:|$)/, '127.0.0.1') || undefined;
}
