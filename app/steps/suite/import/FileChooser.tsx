import { Form } from '@remix-run/react';
import { Upload } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { useHydrated } from '../../../lib/useHydrated.ts';
import { Button } from '../../../ui/Button.tsx';
import { TextArea } from '../../../ui/Field.tsx';

type OnFile = (file: { blob: Blob; name: string }) => void;

/** Takes a file that is dropped, chosen or pasted; without scripts it is sent as it is. */
export function FileChooser({ onFile }: { onFile: OnFile }) {
  const isHydrated = useHydrated();
  const [isOver, setIsOver] = useState(false);
  const take = (file: File | undefined) => file && onFile({ blob: file, name: file.name });
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <div className="grid grid-cols-1 gap-8 lg:grid-cols-2">
      <Form
        method="post"
        encType="multipart/form-data"
        reloadDocument
        aria-label="File"
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
        className={
          'flex min-h-56 min-w-0 flex-col items-center justify-center gap-3 rounded-lg border-2 border-dashed ' +
          `px-4 py-8 text-center transition-colors ${isOver ? 'border-accent bg-accent-soft' : 'border-edge bg-surface'}`
        }
      >
        <Upload aria-hidden className="size-7 text-muted" />
        <label htmlFor="field-file" className="font-medium">
          {isHydrated ? 'Drop a file here, or choose one' : 'Choose a file'}
        </label>
        <input
          id="field-file"
          name="file"
          type="file"
          required
          aria-describedby="field-file-hint"
          onChange={(event) => take(event.target.files?.[0])}
          className={
            'w-full min-w-0 max-w-sm text-sm text-muted file:mr-3 file:min-h-11 file:cursor-pointer file:rounded-md ' +
            'file:border file:border-edge file:bg-surface file:px-4 file:font-medium file:text-ink'
          }
        />
        <p id="field-file-hint" className="max-w-prose text-sm text-muted">
          JSONL, JSON, CSV, TSV, promptfoo YAML or plain lines, up to 64 MB. Recognised by what is
          in it, whatever it is called.
        </p>
        {!isHydrated && <Button variant="primary">Store it as a suite</Button>}
      </Form>
      {isHydrated && <PasteBox onFile={onFile} />}
    </div>
  );
}

function PasteBox({ onFile }: { onFile: OnFile }) {
  const [text, setText] = useState('');
  return (
    <form
      aria-label="Text"
      className="min-w-0"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') onFile({ blob: new Blob([text]), name: 'Pasted text' });
      }}
    >
      <TextArea
        label="Or paste it"
        name="pasted"
        rows={6}
        isMonospace
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={'{"prompt": "What is the capital of France?", "expected_answer": "Paris"}'}
        hint="The same formats: rows of JSON, a table, or a prompt a line."
      />
      <Button className="mt-3" disabled={text.trim() === ''}>
        Read it
      </Button>
    </form>
  );
}
