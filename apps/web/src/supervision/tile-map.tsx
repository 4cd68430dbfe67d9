import { PROVINCE_PREFIXES } from '#domain/people/number-prefixes';
import { useWords } from '../language/words.ts';
import { shadeOf, shortName, TILES } from './tiles.ts';
import type { ProgressRow } from './views.ts';
import { SUPERVISION_WORDS } from './words.ts';

interface TileMapProps {
  readonly rows: readonly ProgressRow[];
  readonly chosen: string | null;
  readonly onChoose: (code: string) => void;
}

/** The 63 provinces as tiles of equal size: how much has ended, and where something is late. */
export function TileMap({ rows, chosen, onChoose }: TileMapProps) {
  const t = useWords(SUPERVISION_WORDS);
  const byCode = new Map(rows.map((row) => [row.key, row]));
  return (
    <section className="card" aria-labelledby="tile-map">
      <h2 id="tile-map">{t('map')}</h2>
      <p className="muted">{t('mapHint')}</p>
      <div className="tiles">
        {TILES.map(({ code, row, column }) => {
          const figures = byCode.get(code);
          const shade = figures === undefined ? undefined : shadeOf(figures);
          const name = figures?.name ?? PROVINCE_PREFIXES[`0${code}`] ?? code;
          return (
            <button
              key={code}
              type="button"
              className={`tile tile-${shade ?? 'empty'}`}
              style={{ gridRow: row, gridColumn: column }}
              aria-pressed={chosen === code}
              disabled={shade === undefined}
              title={name}
              aria-label={
                figures === undefined || shade === undefined
                  ? t('tileEmpty', { name })
                  : t('tile', {
                      name,
                      ended: figures.ended,
                      records: figures.records,
                      late: figures.overdue,
                    })
              }
              onClick={() => onChoose(code)}
            >
              {shortName(name)}
              {(figures?.overdue ?? 0) > 0 ? <span className="tile-late" aria-hidden="true" /> : null}
            </button>
          );
        })}
      </div>
    </section>
  );
}
