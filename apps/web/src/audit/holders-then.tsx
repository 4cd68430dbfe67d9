import { formatMoment, formatNumber } from '../language/format.ts';
import { labelOf, STAGE_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { Status } from '../states/status.tsx';
import type { ListAsOf, State } from './views.ts';
import { AUDIT_WORDS } from './words.ts';

interface HoldersThenProps {
  readonly then: ListAsOf;
  /** One event earlier; what differs from it is marked. */
  readonly before: ListAsOf | undefined;
  readonly officeName: (officeId: string) => string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Who held which records at the moment; what the event changed is marked. */
export function HoldersThen({ then, before, officeName }: HoldersThenProps) {
  const t = useWords(AUDIT_WORDS);
  const language = useLanguage();
  const present = then.parcels.filter(
    (parcel) => parcel['stage'] !== 'regrouped' && Number(parcel['record_count'] ?? 0) > 0,
  );
  const earlier = new Map(before?.parcels.map((parcel) => [parcel['parcel_no'], JSON.stringify(parcel)]));
  const isNew = (parcel: State) =>
    before !== undefined && earlier.get(parcel['parcel_no']) !== JSON.stringify(parcel);
  return (
    <section className="card" aria-labelledby="holders-then">
      <h2 id="holders-then">{t('parcels')}</h2>
      {present.length === 0 ? (
        <p className="muted">{t('nothingYet')}</p>
      ) : (
        <div className="table-scroll" tabIndex={0} role="region" aria-label={t('parcels')}>
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t('parcel')}</th>
                <th scope="col">{t('holder')}</th>
                <th scope="col">{t('stage')}</th>
                <th scope="col" className="numeric">
                  {t('count')}
                </th>
                <th scope="col">{t('since')}</th>
              </tr>
            </thead>
            <tbody>
              {present.map((parcel) => (
                <tr key={String(parcel['parcel_no'])} className={isNew(parcel) ? 'just-changed' : undefined}>
                  <th scope="row">
                    {String(parcel['parcel_no'])}{' '}
                    {isNew(parcel) ? <Status tone="warn">{t('changed')}</Status> : null}
                  </th>
                  <td>{officeName(text(parcel['custodian_office_id']))}</td>
                  <td>{say(labelOf(STAGE_LABELS, text(parcel['stage'])), language)}</td>
                  <td className="numeric">{formatNumber(Number(parcel['record_count']))}</td>
                  <td>{formatMoment(text(parcel['since']))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
