import { doReadNumber, ReadingConfig } from 'read-vietnamese-number';
import type { Manifest } from '#domain/handovers/manifest';
import { formatMoment, formatNumber } from '../language/format.ts';
import { labelOf, POLICE_OUTCOME_LABELS, VILLAGE_OUTCOME_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { defineWords, say, useWords } from '../language/words.ts';

const WORDS = defineWords({
  sentence: [
    '{from} bàn giao cho {to} danh sách gồm {n} ({words}) đối tượng.',
    '{from} hands {to} a list of {n} records.',
  ],
  number: ['Số thứ tự bàn giao', 'Handover number'],
  records: ['Hồ sơ', 'Records'],
  outcome: ['Kết quả', 'Outcome'],
  count: ['Số lượng', 'Count'],
  inWords: ['Bằng chữ', 'In words'],
  undecided: ['Chưa có kết quả', 'No outcome yet'],
  frozen: ['Khóa lúc', 'Frozen at'],
  hash: ['Mã băm nội dung (SHA-256 gốc Merkle)', 'Merkle root (SHA-256)'],
});

const READING = new ReadingConfig();
READING.unit = [];
READING.oddText = 'linh';

/** A count in Vietnamese words, as papers write it beside the figure. */
export function inWords(count: number): string {
  return doReadNumber(String(count), READING);
}

/** What a manifest says, in words and figures: what the officer signs. */
export function ManifestWords({ manifest }: { readonly manifest: Manifest }) {
  const t = useWords(WORDS);
  const language = useLanguage();
  const { from, to, recordCount, outcomes, number, records, frozenAt, merkleRoot } = manifest;
  const police = Object.entries(outcomes.police);
  const village = police.length === 0 || (police.length === 1 && police[0]?.[0] === 'none');
  const counts = village ? Object.entries(outcomes.village) : police;
  const labels = { ...VILLAGE_OUTCOME_LABELS, ...POLICE_OUTCOME_LABELS };
  const order = Object.keys(labels);
  return (
    <div className="manifest">
      <p>
        <strong>
          {t('sentence', { from: from.name, to: to.name, n: recordCount, words: inWords(recordCount) })}
        </strong>
      </p>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t('outcome')}</th>
            <th scope="col" className="numeric">
              {t('count')}
            </th>
            <th scope="col" lang="vi">
              {t('inWords')}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...counts]
            .sort(([one], [other]) => order.indexOf(one) - order.indexOf(other))
            .map(([outcome, n]) => (
              <tr key={outcome}>
                <th scope="row">
                  {outcome === 'none' ? t('undecided') : say(labelOf(labels, outcome), language)}
                </th>
                <td className="numeric">{formatNumber(n)}</td>
                <td lang="vi">{inWords(n)}</td>
              </tr>
            ))}
        </tbody>
      </table>
      <p className="muted">
        {t('number')}: {number} · {t('records')}: {rangesInWords(records)} · {t('frozen')}:{' '}
        {formatMoment(frozenAt)}
        <br />
        {t('hash')}: <code className="hash">{merkleRoot}</code>
      </p>
    </div>
  );
}

/** `{[1,4),[7,8)}` as 1-3, 7. */
export function rangesInWords(ranges: string): string {
  return [...ranges.matchAll(/\[(\d+),(\d+)\)/g)]
    .map(([, first, after]) =>
      Number(after) - Number(first) === 1 ? first : `${first}-${Number(after) - 1}`,
    )
    .join(', ');
}
