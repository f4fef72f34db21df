import { Form, useNavigation } from '@remix-run/react';
import { outcomeDefinitions } from '../../../../contract/outcomes.ts';
import type { OutcomeCount } from '../../../lib/api.ts';
import { formatCount, plural } from '../../../lib/format.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Section.tsx';

/** How the samples of a run ended, each with what one click can do about it. */
export function OutcomeList({
  testRunId,
  samples,
  outcomes,
}: {
  testRunId: string;
  /** How often each prompt was asked. */
  samples: number;
  outcomes: OutcomeCount[];
}) {
  const { formData } = useNavigation();
  return (
    <Section title="Outcomes" id="outcomes" className="scroll-mt-4">
      <ul className="border-t border-rule">
        {outcomes.map(({ outcome, count, probablyTruncated, remedy }) => (
          <li
            key={outcome}
            className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-rule py-2.5"
          >
            <Badge tone={outcomeDefinitions[outcome].tone}>
              {outcomeDefinitions[outcome].label}
            </Badge>
            <span className="figures">{plural(count, samples > 1 ? 'sample' : 'prompt')}</span>
            <span className="text-[0.9375rem] text-muted">
              {outcomeDefinitions[outcome].meaning}
              {probablyTruncated > 0 &&
                ` ${formatCount(probablyTruncated)} of them used exactly as many tokens as they might, and are probably truncated.`}
            </span>
            {remedy && (
              <Form method="post" className="ml-auto">
                <input type="hidden" name="intent" value="rerun" />
                <input type="hidden" name="testRunId" value={testRunId} />
                {probablyTruncated > 0 && (
                  <input type="hidden" name="probablyTruncated" value="true" />
                )}
                <input type="hidden" name="config" value={JSON.stringify(remedy.config)} />
                <Button name="outcome" value={outcome} busy={formData?.get('outcome') === outcome}>
                  {remedy.label}
                </Button>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
