import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Dropdown, Input, Modal, Select, Space } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { get, post } from '../api/calls.ts';
import type { MembershipView, PersonView, TaskView } from '../api/views.ts';
import { useWords } from '../language/words.ts';
import { useActing } from '../session/session.ts';
import { useRefusal } from '../states/refusal.tsx';
import { useTaskChanged } from './use-task.ts';
import { TASK_PAGE_WORDS } from './words.ts';

type Act = 'release' | 'hold' | 'unhold' | 'delegate' | 'recall' | 'returnToHolder' | 'forward';

const PATHS = {
  release: '/tasks/{id}/release',
  hold: '/tasks/{id}/hold',
  unhold: '/tasks/{id}/unhold',
  delegate: '/tasks/{id}/delegate',
  recall: '/tasks/{id}/recall',
  returnToHolder: '/tasks/{id}/return',
  forward: '/tasks/{id}/forward',
} as const satisfies Record<Act, string>;
/** Acts that ask for something first. */
const ASKING: ReadonlySet<Act> = new Set(['hold', 'delegate', 'forward']);
const SIGNING = new Set(['sign', 'receive']);

function actsFor(task: TaskView, mine: boolean, personId: string): readonly Act[] {
  if (mine)
    return [
      'release',
      'hold',
      ...(task.actingFor === null
        ? SIGNING.has(task.step)
          ? []
          : (['delegate'] as const)
        : (['returnToHolder'] as const)),
      'forward',
    ];
  if (task.state === 'held' && task.claimedBy?.personId === personId) return ['unhold', 'release'];
  if (task.state === 'claimed' && task.actingFor?.personId === personId) return ['recall'];
  return [];
}

/** Everything one may do with a claimed task besides its own work. */
export function TaskActs({ task, mine }: { readonly task: TaskView; readonly mine: boolean }) {
  const t = useWords(TASK_PAGE_WORDS);
  const { personId } = useActing();
  const [, go] = useLocation();
  const changed = useTaskChanged();
  const refused = useRefusal();
  const [asking, setAsking] = useState<Act | null>(null);
  const act = useMutation({
    mutationFn: ({ name, body }: { name: Act; body: object }) =>
      post<TaskView>(PATHS[name], { path: { id: task.id }, body: { epoch: task.claimEpoch, ...body } }),
    onSuccess: (after, { name }) => {
      changed(after);
      setAsking(null);
      if (name === 'forward') go('/');
    },
    onError: refused,
  });
  const acts = actsFor(task, mine, personId);
  if (acts.length === 0) return null;
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: acts.map((key) => ({ key, label: t(key) })),
          onClick: ({ key }) => {
            const name = key as Act;
            if (ASKING.has(name)) setAsking(name);
            else act.mutate({ name, body: {} });
          },
        }}
      >
        <Button className="no-print" aria-haspopup="menu">
          {t('acts')} ▾
        </Button>
      </Dropdown>
      {asking === null ? null : (
        <Asking
          act={asking}
          task={task}
          busy={act.isPending}
          onCancel={() => setAsking(null)}
          onSend={(body) => act.mutate({ name: asking, body })}
        />
      )}
    </>
  );
}

interface AskingProps {
  readonly act: Act;
  readonly task: TaskView;
  readonly busy: boolean;
  readonly onCancel: () => void;
  readonly onSend: (body: object) => void;
}

function Asking({ act, task, busy, onCancel, onSend }: AskingProps) {
  const t = useWords(TASK_PAGE_WORDS);
  const { personId, membership } = useActing();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState<Dayjs | null>(dayjs().add(1, 'day').hour(8).minute(0).second(0));
  const [colleague, setColleague] = useState<string>();
  const colleagues = useQuery({
    queryKey: ['colleagues', membership.officeId, membership.role],
    queryFn: () => get<{ items: readonly PersonView[] }>('/me/colleagues'),
    enabled: act === 'delegate',
  });
  const offices = useQuery({
    queryKey: ['offices', task.communeCode],
    queryFn: () =>
      get<{ items: readonly (MembershipView & { id: string; superiorOfficeId: string | null })[] }>(
        '/offices',
        {
          query: { commune: task.communeCode },
        },
      ),
    enabled: act === 'forward' && task.communeCode !== null,
  });
  const superior = offices.data?.items.find(({ id }) => id === task.officeId)?.superiorOfficeId ?? null;
  const ready =
    reason.trim() !== '' &&
    (act !== 'hold' || until !== null) &&
    (act !== 'delegate' || colleague !== undefined) &&
    (act !== 'forward' || superior !== null);
  const send = (): void =>
    onSend({
      reason: reason.trim(),
      ...(act === 'hold' ? { until: until?.toISOString() } : {}),
      ...(act === 'delegate' ? { personId: colleague } : {}),
      ...(act === 'forward' ? { officeId: superior } : {}),
    });
  return (
    <Modal
      open
      title={t(act)}
      okText={t(act)}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !ready, loading: busy }}
      onOk={send}
      onCancel={onCancel}
    >
      <Space orientation="vertical" className="stack">
        {act === 'hold' ? (
          <DatePicker
            showTime={{ format: 'HH:mm' }}
            format="HH:mm DD/MM/YYYY"
            value={until}
            aria-label={t('holdUntil')}
            disabledDate={(day) => day.isBefore(dayjs(), 'day')}
            onChange={setUntil}
          />
        ) : null}
        {act === 'delegate' ? (
          <Select
            className="stack"
            aria-label={t('delegateTo')}
            placeholder={t('delegateTo')}
            loading={colleagues.isPending}
            notFoundContent={t('noColleagues')}
            {...(colleague === undefined ? {} : { value: colleague })}
            options={(colleagues.data?.items ?? [])
              .filter((person) => person.personId !== personId)
              .map((person) => ({ value: person.personId, label: person.fullName }))}
            onChange={setColleague}
          />
        ) : null}
        <Input.TextArea
          rows={3}
          autoFocus
          maxLength={1_000}
          value={reason}
          aria-label={t('reason')}
          placeholder={t('reason')}
          onChange={({ target }) => setReason(target.value)}
        />
      </Space>
    </Modal>
  );
}
