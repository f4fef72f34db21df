import { useNavigate } from '@remix-run/react';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { ProgressBar } from '../../../ui/ProgressBar.tsx';
import { pathOfStored } from '../leftOut.ts';
import { FileChooser } from './FileChooser.tsx';
import { ImportedPrompts } from './ImportedPrompts.tsx';
import { SaveImport } from './SaveImport.tsx';
import { suiteNameOf } from './suiteNameOf.ts';
import { UnderstoodFile } from './UnderstoodFile.tsx';
import { useSuiteImport } from './useSuiteImport.ts';

/** Takes a file, shows what was understood of it, and makes a suite of it once somebody says so. */
export function ImportSuite({
  contextTokens,
  refusal,
}: {
  /** Of the model with the smallest context window that is known. */
  contextTokens: number | null;
  /** Why a file that came without scripts was not stored. */
  refusal: string | null;
}) {
  const suite = useSuiteImport(contextTokens);
  const navigate = useNavigate();
  const { overview, progress, file } = suite;
  const error = suite.error ?? (overview ? null : refusal);
  const told = error && (
    <Notice tone="bad" title="That did not work">
      {error}
    </Notice>
  );
  const save = async (name: string) => {
    const stored = await suite.save(name);
    if (stored) navigate(pathOfStored(stored));
  };
  return (
    <div className="space-y-10">
      {!overview && told}
      {!overview && progress === null && <FileChooser onFile={suite.read} />}
      {progress !== null && file && (
        <div role="status">
          <p className="mb-2">Reading {file.name}…</p>
          <ProgressBar
            label="Reading the file"
            unit="percent"
            total={100}
            answered={Math.round(progress * 100)}
            failed={0}
          />
          <Button className="mt-4" onClick={suite.close}>
            Cancel
          </Button>
        </div>
      )}
      {overview && progress === null && file && (
        <>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="font-medium wrap-anywhere">{file.name}</p>
            <Button onClick={suite.close}>Another file</Button>
          </div>
          <UnderstoodFile
            overview={overview}
            contextTokens={contextTokens}
            onCorrect={suite.correct}
          />
          {overview.promptCount > 0 && (
            <>
              <ImportedPrompts suite={suite} overview={overview} />
              {told}
              <SaveImport
                defaultName={suiteNameOf(file.name)}
                selected={suite.page.selected}
                isSaving={suite.isSaving}
                onSave={save}
              />
            </>
          )}
        </>
      )}
    </div>
  );
}
