import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { reachOf } from '#domain/authority/acts';
import { get, getFile } from '../api/calls.ts';
import type { ListView } from '../api/views.ts';
import { useWords } from '../language/words.ts';
import { useOfficeName } from '../offices/use-offices.ts';
import { useActing } from '../session/session.ts';
import { Answered } from '../states/query.tsx';
import { useRefusal } from '../states/refusal.tsx';
import { HandoverChain } from './handover-chain.tsx';
import { HoldersThen } from './holders-then.tsx';
import { LateSteps } from './late-steps.tsx';
import { LiveComparison } from './live-comparison.tsx';
import { RecordsThen } from './records-then.tsx';
import { TimeSlider } from './time-slider.tsx';
import { useEvents, useListAsOf, useRested } from './use-past.ts';
import type { EventView } from './views.ts';
import { AUDIT_WORDS } from './words.ts';
import './audit.css';

/** A list's past: any moment of it, what each event changed, the chain of handovers, and whether anything was tampered with. */
export default function AuditPage() {
  const { id = '' } = useParams<{ id: string }>();
  const list = useQuery({
    queryKey: ['lists', id],
    queryFn: ({ signal }) => get<ListView>('/lists/{id}', { path: { id }, signal }),
  });
  const events = useEvents(id);
  return (
    <Answered query={list}>
      {(one) => (
        <Answered query={events}>{(all) => <Past key={all.length} list={one} events={all} />}</Answered>
      )}
    </Answered>
  );
}

function Past({ list, events }: { readonly list: ListView; readonly events: readonly EventView[] }) {
  const t = useWords(AUDIT_WORDS);
  const { role } = useActing();
  const [at, setAt] = useState(events.length - 1);
  const rested = useRested(at);
  const officeName = useOfficeName(list.communeCode);
  const event = events[rested];
  const before = events[rested - 1];
  const then = useListAsOf(list.id, event);
  const earlier = useListAsOf(list.id, before);
  return (
    <>
      <div className="page-head">
        <h1>{t('title', { commune: list.communeName, n: list.seq })}</h1>
        <Link href={`/lists/${list.id}`}>{t('toList')}</Link>
        <Bundle listId={list.id} />
      </div>
      <div className="audit">
        <TimeSlider events={events} at={at} onAt={setAt} />
        <Answered query={then}>
          {(state) => (
            <HoldersThen
              then={state}
              before={before === undefined ? undefined : earlier.data}
              officeName={officeName}
            />
          )}
        </Answered>
        <HandoverChain listId={list.id} until={event?.at} officeName={officeName} />
        {reachOf('evidence.personal.read', role) === undefined ? null : (
          <RecordsThen
            listId={list.id}
            event={event}
            before={before}
            maySeeLooks={reachOf('audit.looks', role) !== undefined}
          />
        )}
        <LateSteps listId={list.id} />
        <LiveComparison listId={list.id} />
      </div>
    </>
  );
}

function Bundle({ listId }: { readonly listId: string }) {
  const t = useWords(AUDIT_WORDS);
  const refused = useRefusal();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await getFile('/lists/{id}/evidence', { path: { id: listId } }));
      link.download = `${listId}.zip`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      refused(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button loading={busy} onClick={() => void save()}>
      {t('bundle')}
    </Button>
  );
}
