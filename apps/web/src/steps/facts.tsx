import { formatNumber } from '../language/format.ts';

/** A few figures with their names. */
export function Facts({ facts }: { readonly facts: readonly (readonly [label: string, value: number])[] }) {
  return (
    <dl className="facts">
      {facts.map(([label, value]) => (
        <div key={label} className="fact">
          <dt>{label}</dt>
          <dd className="numeric">{formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
