import { MAX_PROMPTS, MAX_SUITE_NAME_LENGTH } from '../../../../contract/suites.ts';
import { formatCount, plural } from '../../../lib/format.ts';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Section } from '../../../ui/Section.tsx';

/** Makes a suite of what is selected. */
export function SaveImport({
  defaultName,
  selected,
  isSaving,
  onSave,
}: {
  defaultName: string;
  selected: number;
  isSaving: boolean;
  onSave: (name: string) => void;
}) {
  const isTooMany = selected > MAX_PROMPTS;
  return (
    <Section title="Save it as a suite">
      <form
        aria-label="Save"
        onSubmit={(event) => {
          event.preventDefault();
          onSave(String(new FormData(event.currentTarget).get('name') ?? ''));
        }}
      >
        <TextField
          label="Name"
          name="name"
          defaultValue={defaultName}
          maxLength={MAX_SUITE_NAME_LENGTH}
          required
          className="max-w-xl"
        />
        <p className="mt-3 mb-4 max-w-prose text-sm text-muted">
          {isTooMany
            ? `A suite takes up to ${formatCount(MAX_PROMPTS)} prompts. Take the first ones, or a random sample.`
            : 'Nothing was stored so far. The suite belongs to your session: nobody else sees it, and it ends with it.'}
        </p>
        <Button
          type="submit"
          variant="primary"
          busy={isSaving}
          disabled={isTooMany || selected === 0}
        >
          Save {plural(selected, 'prompt')}
        </Button>
      </form>
    </Section>
  );
}
