import { Section } from '../../ui/Section.tsx';

/** What becomes of an API key, for whoever is about to paste one. */
export function KeyHandling() {
  return (
    <Section title="What happens to your key">
      <ul className="space-y-3 text-[0.9375rem] text-muted">
        <li>It is stored encrypted (AES-256-GCM) and sent to your endpoint only.</li>
        <li>It is never shown again, not even to you, and is kept out of logs and exports.</li>
        <li>
          It is deleted with all results when the session ends, after the time you choose when you
          connect (usually one hour), or at once when you ask for it.
        </li>
      </ul>
    </Section>
  );
}
