import type { Doubt, DoubtKind } from '../../../contract/runComparison.ts';
import { Section } from '../../ui/Section.tsx';

/** What is about how the verdict came to be; all else is what differs beside the model. */
const cautions: readonly DoubtKind[] = ['overruled', 'missing', 'ungraded', 'truncated', 'prompts'];

/** What the verdict has to be read with. */
export function DoubtLists({ doubts }: { doubts: Doubt[] }) {
  const isCaution = ({ kind }: Doubt) => cautions.includes(kind);
  const differences = doubts.filter((doubt) => !isCaution(doubt)).map(({ text }) => text);
  const careful = doubts.filter(isCaution).map(({ text }) => text);
  if (differences.length + careful.length === 0) {
    return (
      <p className="text-muted">
        Nothing but the model differs: prompts, settings and grader are the same on both sides.
      </p>
    );
  }
  return (
    <div className="grid gap-x-12 gap-y-8 lg:grid-cols-2">
      <Texts title="What else differs" texts={differences} />
      <Texts title="Read it with care" texts={careful} />
    </div>
  );
}

function Texts({ title, texts }: { title: string; texts: string[] }) {
  if (texts.length === 0) return null;
  return (
    <Section title={title}>
      <ul className="max-w-prose list-disc space-y-1.5 pl-5 text-[0.9375rem]">
        {texts.map((text) => (
          <li key={text} className="wrap-anywhere">
            {text}
          </li>
        ))}
      </ul>
    </Section>
  );
}
