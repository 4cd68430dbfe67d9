import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Checkbox, DatePicker, Input, Modal, Select, Space } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { isSigning } from '#domain/authority/substitution';
import { STEP_RULES, TASK_STEPS, type TaskStep } from '#domain/process/steps';
import { get, post } from '../api/calls.ts';
import type { PersonView } from '../api/views.ts';
import { STEP_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { useActing } from '../session/session.ts';
import { useRefusal } from '../states/refusal.tsx';
import { SUBSTITUTION_WORDS } from './words.ts';

/** Asks that a colleague acts for oneself during an absence. */
export function AskForm({ onClose }: { readonly onClose: () => void }) {
  const t = useWords(SUBSTITUTION_WORDS);
  const language = useLanguage();
  const { role } = useActing();
  const queries = useQueryClient();
  const refused = useRefusal();
  const own = TASK_STEPS.filter((step) => STEP_RULES[step].role === role);
  const [substitute, setSubstitute] = useState<string>();
  const [steps, setSteps] = useState<TaskStep[]>(own);
  const [period, setPeriod] = useState<readonly [Dayjs | null, Dayjs | null]>([
    dayjs().startOf('day'),
    dayjs().add(3, 'day').endOf('day'),
  ]);
  const [maySign, setMaySign] = useState(false);
  const [reason, setReason] = useState('');
  const colleagues = useQuery({
    queryKey: ['colleagues'],
    queryFn: () => get<{ items: readonly PersonView[] }>('/me/colleagues'),
  });
  const send = useMutation({
    mutationFn: () =>
      post('/substitutions', {
        body: {
          substitutePersonId: substitute,
          steps,
          maySign,
          from: period[0]?.startOf('day').toISOString(),
          to: period[1]?.endOf('day').toISOString(),
          reason: reason.trim(),
        },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['substitutions'] });
      onClose();
    },
    onError: refused,
  });
  const ready =
    substitute !== undefined &&
    steps.length > 0 &&
    period[0] !== null &&
    period[1] !== null &&
    reason.trim() !== '';
  return (
    <Modal
      open
      title={t('ask')}
      okText={t('send')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !ready, loading: send.isPending }}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      <Space orientation="vertical" className="stack">
        <Select
          className="stack"
          aria-label={t('substitute')}
          placeholder={t('substitute')}
          loading={colleagues.isPending}
          {...(substitute === undefined ? {} : { value: substitute })}
          options={(colleagues.data?.items ?? []).map(({ personId, fullName }) => ({
            value: personId,
            label: fullName,
          }))}
          onChange={setSubstitute}
        />
        <DatePicker.RangePicker
          format="DD/MM/YYYY"
          aria-label={t('period')}
          value={[period[0], period[1]]}
          onChange={(days) => setPeriod([days?.[0] ?? null, days?.[1] ?? null])}
        />
        <Checkbox.Group
          aria-label={t('steps')}
          value={steps}
          options={own.map((step) => ({ value: step, label: say(STEP_LABELS[step], language) }))}
          onChange={(chosen) => setSteps(chosen)}
        />
        {own.some(isSigning) ? (
          <Checkbox checked={maySign} onChange={({ target }) => setMaySign(target.checked)}>
            {t('maySign')}
          </Checkbox>
        ) : null}
        <Input.TextArea
          rows={3}
          maxLength={1_000}
          aria-label={t('reason')}
          placeholder={t('reason')}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </Space>
    </Modal>
  );
}
