import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, InputNumber, Modal, Space } from 'antd';
import { useState } from 'react';
import { reachOf, type ActName } from '#domain/authority/acts';
import { post } from '../api/calls.ts';
import type { BulkAnswer, TaskView } from '../api/views.ts';
import { useLanguage } from '../language/language.ts';
import { useWords } from '../language/words.ts';
import { useActing } from '../session/session.ts';
import { useRefusal } from '../states/refusal.tsx';
import { useStepLabel, usePlaceOf } from '../tasks/task-facts.tsx';
import { INBOX_WORDS } from './words.ts';

const ACTS = [
  { act: 'claim', may: 'task.claim', asks: 'nothing' },
  { act: 'release', may: 'task.release', asks: 'nothing' },
  { act: 'comment', may: 'task.comment', asks: 'note' },
  { act: 'priority', may: 'task.reassign', asks: 'priority' },
] as const satisfies readonly { act: string; may: ActName; asks: 'nothing' | 'note' | 'priority' }[];
type BulkAct = (typeof ACTS)[number];

interface Props {
  readonly chosen: readonly TaskView[];
  readonly onDone: () => void;
}

/** One act on all chosen tasks: what would happen is shown first, then each is answered for. */
export function BulkBar({ chosen, onDone }: Props) {
  const t = useWords(INBOX_WORDS);
  const { role } = useActing();
  const [act, setAct] = useState<BulkAct | null>(null);
  if (chosen.length === 0) return null;
  return (
    <div className="inbox-bulk" role="region" aria-label={t('chosen', { n: chosen.length })}>
      <strong>{t('chosen', { n: chosen.length })}</strong>
      <Space wrap>
        {ACTS.filter(({ may }) => reachOf(may, role) !== undefined).map((one) => (
          <Button key={one.act} onClick={() => setAct(one)}>
            {t(one.act)}
          </Button>
        ))}
        <Button type="text" onClick={onDone}>
          {t('unchoose')}
        </Button>
      </Space>
      {act === null ? null : (
        <BulkDialog act={act} chosen={chosen} onClose={() => setAct(null)} onDone={onDone} />
      )}
    </div>
  );
}

function BulkDialog({
  act,
  chosen,
  onClose,
  onDone,
}: Props & { readonly act: BulkAct; readonly onClose: () => void }) {
  const t = useWords(INBOX_WORDS);
  const language = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const refused = useRefusal();
  const stepLabel = useStepLabel();
  const placeOf = usePlaceOf();
  const [note, setNote] = useState('');
  const [priority, setPriority] = useState(5);
  const send = (dryRun: boolean) =>
    post<BulkAnswer>('/tasks/bulk', {
      body: {
        act: act.act,
        dryRun,
        items: chosen.map(({ id, claimEpoch }) => ({
          taskId: id,
          ...(claimEpoch > 0 ? { epoch: claimEpoch } : {}),
        })),
        ...(act.asks === 'note' ? { note } : {}),
        ...(act.asks === 'priority' ? { priority, reason: note } : {}),
      },
    });
  const preview = useMutation({ mutationFn: () => send(true), onError: refused });
  const apply = useMutation({
    mutationFn: () => send(false),
    onSuccess: ({ done, refused: not }) => {
      void queries.invalidateQueries({ queryKey: ['tasks'] });
      void queries.invalidateQueries({ queryKey: ['queues'] });
      void message.info(t('bulkDone', { done, refused: not }));
      onDone();
    },
    onError: refused,
  });
  const ready = act.asks === 'nothing' || note.trim() !== '';
  const refusals = preview.data?.items.filter(({ problem }) => problem !== undefined) ?? [];
  const taskOf = new Map(chosen.map((task) => [task.id, task]));
  return (
    <Modal
      open
      title={`${t(act.act)}: ${t('chosen', { n: chosen.length })}`}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t('cancel')}
        </Button>,
        <Button key="preview" disabled={!ready} loading={preview.isPending} onClick={() => preview.mutate()}>
          {t('preview')}
        </Button>,
        <Button
          key="apply"
          type="primary"
          disabled={!ready}
          loading={apply.isPending}
          onClick={() => apply.mutate()}
        >
          {t('apply')}
        </Button>,
      ]}
    >
      <Space orientation="vertical" className="stack">
        {act.asks === 'priority' ? (
          <InputNumber
            min={0}
            max={9}
            value={priority}
            aria-label={t('priority')}
            onChange={(value) => setPriority(value ?? 0)}
          />
        ) : null}
        {act.asks === 'nothing' ? null : (
          <Input.TextArea
            rows={3}
            maxLength={1_000}
            value={note}
            placeholder={act.asks === 'note' ? t('comment') : t('reason')}
            aria-label={act.asks === 'note' ? t('comment') : t('reason')}
            onChange={({ target }) => setNote(target.value)}
          />
        )}
        {preview.data === undefined ? null : (
          <div role="status">
            <p>{t('previewed', { done: preview.data.done, refused: preview.data.refused })}</p>
            <ul>
              {refusals.map(({ taskId, problem }) => {
                const task = taskOf.get(taskId);
                return (
                  <li key={taskId}>
                    {task === undefined ? '' : `${stepLabel(task)}, ${placeOf(task)}: `}
                    {language === 'vi' ? problem?.title : problem?.titleEn}
                  </li>
                );
              })}
            </ul>
          </div>
        )}
      </Space>
    </Modal>
  );
}
