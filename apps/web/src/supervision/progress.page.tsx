import { Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import { getFile } from '../api/calls.ts';
import { formatMoment } from '../language/format.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { useActing } from '../session/session.ts';
import { Answered } from '../states/query.tsx';
import { useRefusal } from '../states/refusal.tsx';
import { Message } from '../states/states.tsx';
import { Funnel, Waiting } from './charts.tsx';
import { beginning, below, down, type Crumb } from './drill.ts';
import { LateTasks } from './late-tasks.tsx';
import { ListsOf } from './lists-of.tsx';
import { ProgressTable } from './progress-table.tsx';
import { Summary } from './summary.tsx';
import { TileMap } from './tile-map.tsx';
import { useCampaigns, useProgress, type Scope } from './use-progress.ts';
import type { Level, ProgressRow } from './views.ts';
import { LEVEL_LABELS, SUPERVISION_WORDS } from './words.ts';
import './supervision.css';

/** Where all records are, who holds them, what is late and when it ends: what a supervisor opens each morning. */
export default function ProgressPage() {
  const t = useWords(SUPERVISION_WORDS);
  const acting = useActing();
  const campaigns = useCampaigns();
  const [campaign, setCampaign] = useState<string | null>(null);
  const [way, setWay] = useState<readonly Crumb[]>(() => [beginning(acting.membership)]);
  const here = way.at(-1) as Crumb;
  const scope: Scope = { campaignId: campaign, parent: here.code };
  return (
    <>
      <div className="page-head">
        <h1>{t('title')}</h1>
        <Select
          className="campaign-choice"
          aria-label={t('campaign')}
          value={campaign ?? ''}
          onChange={(value) => setCampaign(value === '' ? null : value)}
          options={[
            { value: '', label: t('allCampaigns') },
            ...(campaigns.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        {campaign === null ? null : <Files campaignId={campaign} crumb={here} />}
      </div>
      <Way way={way} onGo={(depth) => setWay(way.slice(0, depth + 1))} />
      <Area scope={scope} crumb={here} onOpen={(row) => setWay(down(way, row))} />
    </>
  );
}

function Way({ way, onGo }: { readonly way: readonly Crumb[]; readonly onGo: (depth: number) => void }) {
  const t = useWords(SUPERVISION_WORDS);
  const language = useLanguage();
  if (way.length < 2) return null;
  return (
    <nav className="way" aria-label={t('up')}>
      {way.map(({ code, name }, depth) =>
        depth === way.length - 1 ? (
          <span key={code ?? ''} aria-current="location">
            {name ?? code}
          </span>
        ) : (
          <button key={code ?? ''} type="button" className="link-button" onClick={() => onGo(depth)}>
            {name ?? code ?? say(LEVEL_LABELS.nation, language)}
          </button>
        ),
      )}
    </nav>
  );
}

interface AreaProps {
  readonly scope: Scope;
  readonly crumb: Crumb;
  readonly onOpen: (row: ProgressRow) => void;
}

function Area({ scope, crumb, onOpen }: AreaProps) {
  const t = useWords(SUPERVISION_WORDS);
  const language = useLanguage();
  const [by, setBy] = useState<'unit' | 'step' | 'office'>('unit');
  const level: Level = by === 'unit' ? crumb.level : by;
  const query = useProgress(scope, level);
  const offices = useProgress(scope, 'office');
  const names = useMemo(
    () => new Map(offices.data?.items.map(({ key, name }) => [key, name])),
    [offices.data],
  );
  const rows = query.data?.items ?? [];
  const choices = [
    { value: 'unit', label: say(LEVEL_LABELS[crumb.level], language) },
    { value: 'step', label: say(LEVEL_LABELS.step, language) },
    { value: 'office', label: say(LEVEL_LABELS.office, language) },
  ] as const;
  return (
    <Answered query={query}>
      {(answer) =>
        answer.items.length === 0 ? (
          <Message title={t('none')} detail={t('noneDetail')} />
        ) : (
          <div className="supervision">
            <Summary answer={answer} />
            <p className="muted">{t('asOf', { at: formatMoment(query.dataUpdatedAt) })}</p>
            <div className={crumb.level === 'province' && by === 'unit' ? 'with-map' : 'supervision'}>
              {crumb.level === 'province' && by === 'unit' ? (
                <TileMap
                  rows={rows}
                  chosen={null}
                  onChoose={(code) => {
                    const row = rows.find(({ key }) => key === code);
                    if (row !== undefined) onOpen(row);
                  }}
                />
              ) : null}
              <div className="supervision">
                <div className="by" role="group" aria-label={t('by')}>
                  {choices.map(({ value, label }) => (
                    <Button
                      key={value}
                      type={by === value ? 'primary' : 'default'}
                      aria-pressed={by === value}
                      onClick={() => setBy(value)}
                    >
                      {label}
                    </Button>
                  ))}
                </div>
                <ProgressTable
                  level={level}
                  rows={rows}
                  onOpen={by === 'unit' && below(crumb.level) !== undefined ? onOpen : undefined}
                  officeName={(id) => names.get(id) ?? id}
                />
                {crumb.level === 'village' && crumb.code !== null ? (
                  <ListsOf
                    communeCode={crumb.code}
                    name={crumb.name ?? crumb.code}
                    campaignId={scope.campaignId}
                  />
                ) : null}
              </div>
            </div>
            <div className="charts">
              <Funnel rows={rows} />
              <Waiting rows={offices.data?.items ?? []} />
            </div>
            <LateTasks scope={scope} />
          </div>
        )
      }
    </Answered>
  );
}

const FORMATS = ['xlsx', 'csv'] as const;

function Files({ campaignId, crumb }: { readonly campaignId: string; readonly crumb: Crumb }) {
  const t = useWords(SUPERVISION_WORDS);
  const refused = useRefusal();
  const save = async (format: (typeof FORMATS)[number]) => {
    try {
      const options = {
        path: { id: campaignId },
        query: { level: crumb.level, parent: crumb.code, format },
      };
      const blob = await getFile('/campaigns/{id}/progress/file', options);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = `tien-do-${crumb.level}.${format}`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      refused(error);
    }
  };
  return (
    <div className="by" role="group" aria-label={t('export')}>
      {FORMATS.map((format) => (
        <Button key={format} onClick={() => void save(format)}>
          {t('export')} {t(format === 'xlsx' ? 'excel' : 'csv')}
        </Button>
      ))}
    </div>
  );
}
