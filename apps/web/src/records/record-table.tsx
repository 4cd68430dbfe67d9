import { useVirtualizer } from '@tanstack/react-virtual';
import { Checkbox } from 'antd';
import { memo, useEffect, useRef, type ReactNode } from 'react';
import type { RecordView } from '../api/views.ts';
import { useKeys } from '../application/keys.ts';
import { useWords } from '../language/words.ts';
import { RECORD_WORDS } from './words.ts';
import './record-table.css';

const ROW_PX = 44;
const OVERSCAN = 8;

export interface Column {
  readonly key: string;
  readonly title: string;
  /** Width as CSS grids write it. */
  readonly width: string;
  readonly cell: (record: RecordView) => ReactNode;
  /** Left out on narrow screens. */
  readonly wide?: boolean;
}

interface Props {
  readonly records: readonly RecordView[];
  readonly columns: readonly Column[];
  /** Number of the record that the keyboard is on. */
  readonly present: number | null;
  readonly onPresent: (recordNo: number) => void;
  readonly chosen?: ReadonlySet<number>;
  readonly onChoose?: (recordNos: readonly number[], chosen: boolean) => void;
  readonly label: string;
  readonly keys?: boolean;
}

/**
 * Tens of thousands of records: only the rows on the screen exist. One row has the focus; arrows, j and k, Page up and down, Home and End move
 * it, x chooses it.
 */
export function RecordTable({
  records,
  columns,
  present,
  onPresent,
  chosen,
  onChoose,
  label,
  keys = true,
}: Props) {
  const t = useWords(RECORD_WORDS);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: records.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
  });
  const index = records.findIndex(({ recordNo }) => recordNo === present);
  const goTo = (wanted: number): void => {
    const record = records[Math.min(Math.max(wanted, 0), records.length - 1)];
    if (record === undefined) return;
    onPresent(record.recordNo);
  };
  useEffect(() => {
    if (index >= 0) rows.scrollToIndex(index, { align: 'auto' });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the virtualizer is the same object for ever
  }, [index]);
  const first = records[0]?.recordNo;
  useEffect(() => {
    if (present === null && first !== undefined) onPresent(first);
  }, [present, first, onPresent]);
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? ROW_PX * 10) / ROW_PX) - 1);
  useKeys(
    {
      ArrowDown: () => goTo(index + 1),
      ArrowUp: () => goTo(index - 1),
      j: () => goTo(index + 1),
      k: () => goTo(index - 1),
      PageDown: () => goTo(index + page),
      PageUp: () => goTo(index - page),
      Home: () => goTo(0),
      End: () => goTo(records.length - 1),
      x: () => present !== null && onChoose?.([present], !(chosen?.has(present) ?? false)),
    },
    keys,
  );
  const template = [onChoose ? '2.2rem' : '', ...columns.map(({ width }) => width)].join(' ');
  const narrow = [
    onChoose ? '2.2rem' : '',
    ...columns.filter(({ wide }) => !wide).map(({ width }) => width),
  ].join(' ');
  const allChosen =
    records.length > 0 && chosen !== undefined && records.every(({ recordNo }) => chosen.has(recordNo));
  return (
    <div
      className="records"
      role="grid"
      aria-label={label}
      aria-rowcount={records.length + 1}
      aria-colcount={columns.length + (onChoose ? 1 : 0)}
      style={{ '--columns': template, '--narrow-columns': narrow } as React.CSSProperties}
    >
      <div role="rowgroup">
        <div className="records-row records-head" role="row" aria-rowindex={1}>
          {onChoose === undefined ? null : (
            <span role="columnheader">
              <Checkbox
                aria-label={t('chooseAll')}
                checked={allChosen}
                indeterminate={!allChosen && (chosen?.size ?? 0) > 0}
                onChange={({ target }) =>
                  onChoose(
                    records.map(({ recordNo }) => recordNo),
                    target.checked,
                  )
                }
              />
            </span>
          )}
          {columns.map(({ key, title, wide }) => (
            <span key={key} role="columnheader" className={wide ? 'records-wide' : undefined}>
              {title}
            </span>
          ))}
        </div>
      </div>
      <div ref={scroller} className="records-body" role="rowgroup" tabIndex={0} aria-label={label}>
        <div className="records-space" role="presentation" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((item) => {
            const record = records[item.index];
            if (record === undefined) return null;
            return (
              <Row
                key={record.recordNo}
                record={record}
                columns={columns}
                at={item.index}
                start={item.start}
                here={record.recordNo === present}
                chosen={chosen?.has(record.recordNo) ?? false}
                onPresent={onPresent}
                onChoose={onChoose}
              />
            );
          })}
        </div>
      </div>
      {records.length === 0 ? <p className="records-none muted">{t('none')}</p> : null}
    </div>
  );
}

interface RowProps extends Pick<Props, 'columns' | 'onPresent'> {
  readonly record: RecordView;
  readonly at: number;
  readonly start: number;
  readonly here: boolean;
  readonly chosen: boolean;
  readonly onChoose: Props['onChoose'] | undefined;
}

const Row = memo(function Row({ record, columns, at, start, here, chosen, onPresent, onChoose }: RowProps) {
  const t = useWords(RECORD_WORDS);
  const { recordNo } = record;
  return (
    <div
      role="row"
      aria-rowindex={at + 2}
      aria-selected={here}
      className={here ? 'records-row records-here' : 'records-row'}
      style={{ transform: `translateY(${start}px)` }}
      data-record={recordNo}
      onClick={() => onPresent(recordNo)}
    >
      {onChoose === undefined ? null : (
        <span role="gridcell" onClick={(event) => event.stopPropagation()}>
          <Checkbox
            tabIndex={-1}
            checked={chosen}
            aria-label={t('choose', { n: recordNo })}
            onChange={({ target }) => onChoose([recordNo], target.checked)}
          />
        </span>
      )}
      {columns.map(({ key, cell, wide }) => (
        <span key={key} role="gridcell" className={wide ? 'records-wide' : undefined}>
          {cell(record)}
        </span>
      ))}
    </div>
  );
});
