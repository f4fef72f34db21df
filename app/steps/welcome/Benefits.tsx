import { Section } from '../../ui/Section.tsx';

/** What somebody has at the end of the six steps. */
export function Benefits() {
  return (
    <Section title="What you get">
      <dl className="grid gap-x-8 gap-y-5 xs:grid-cols-2">
        {benefits.map(({ name, text }) => (
          <div key={name}>
            <dt className="font-medium">{name}</dt>
            <dd className="text-[0.9375rem] text-muted">{text}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

const benefits = [
  { name: 'Correctness', text: 'Every answer graded, with the reason and a 95 % interval.' },
  { name: 'Speed', text: 'Median, 95th and 99th percentile, and time to first token.' },
  { name: 'Reliability', text: 'Every failed call with its cause and a remedy.' },
  { name: 'A conversation', text: 'Your own model explains its own results.' },
  { name: 'The raw data', text: 'All answers as CSV or JSON, to keep.' },
  { name: 'A clean exit', text: 'One button deletes everything and shows the count.' },
];
