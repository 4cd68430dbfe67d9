import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Space } from 'antd';
import { useState } from 'react';
import { reachOf } from '#domain/authority/acts';
import type { TaskStep } from '#domain/process/steps';
import { get, post, type Page } from '../api/calls.ts';
import type { PersonView } from '../api/views.ts';
import { formatDay } from '../language/format.ts';
import { STEP_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { useActing } from '../session/session.ts';
import { Answered } from '../states/query.tsx';
import { useRefusal } from '../states/refusal.tsx';
import { Message } from '../states/states.tsx';
import { Status, type Tone } from '../states/status.tsx';
import { AskForm } from './ask-form.tsx';
import { SUBSTITUTION_WORDS } from './words.ts';

interface SubstitutionView {
  readonly id: string;
  readonly absent: PersonView;
  readonly substitute: PersonView;
  readonly officeId: string;
  readonly steps: readonly TaskStep[];
  readonly maySign: boolean;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly state: 'requested' | 'approved' | 'refused' | 'revoked' | 'ended';
}

const TONES: Readonly<Record<SubstitutionView['state'], Tone>> = {
  requested: 'warn',
  approved: 'good',
  refused: 'bad',
  revoked: 'neutral',
  ended: 'neutral',
};

type Act = 'approve' | 'refuse' | 'revoke';

/** Who acts for whom, when, in which steps; asking, approving and revoking. */
export default function SubstitutionsPage() {
  const t = useWords(SUBSTITUTION_WORDS);
  const language = useLanguage();
  const { role, personId } = useActing();
  const queries = useQueryClient();
  const refusal = useRefusal();
  const [asking, setAsking] = useState(false);
  const query = useQuery({
    queryKey: ['substitutions'],
    queryFn: () => get<Page<SubstitutionView>>('/substitutions', { query: { limit: 100 } }),
  });
  const decide = useMutation({
    mutationFn: ({ id, act }: { id: string; act: Act }) =>
      post(`/substitutions/{id}/${act}`, { path: { id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['substitutions'] }),
    onError: refusal,
  });
  const actsFor = ({ state, absent, substitute }: SubstitutionView): readonly Act[] => {
    const concerned = absent.personId === personId || substitute.personId === personId;
    if (state === 'requested' && !concerned && reachOf('substitution.approve', role) !== undefined)
      return ['approve', 'refuse'];
    return state === 'approved' || (state === 'requested' && concerned) ? ['revoke'] : [];
  };
  return (
    <>
      <div className="page-head">
        <h1>{t('title')}</h1>
        {reachOf('substitution.request', role) === undefined ? null : (
          <Button type="primary" onClick={() => setAsking(true)}>
            {t('ask')}
          </Button>
        )}
      </div>
      <p className="muted">{t('hint')}</p>
      <Answered query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Message title={t('none')} />
          ) : (
            <div className="card table-scroll" tabIndex={0} role="region" aria-label={t('title')}>
              <table className="plain-table">
                <thead>
                  <tr>
                    <th scope="col">{t('absent')}</th>
                    <th scope="col">{t('substitute')}</th>
                    <th scope="col">{t('period')}</th>
                    <th scope="col">{t('steps')}</th>
                    <th scope="col">{t('reason')}</th>
                    <th scope="col">{t('state')}</th>
                    <th scope="col">{t('acts')}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((one) => (
                    <tr key={one.id}>
                      <th scope="row">{one.absent.fullName}</th>
                      <td>
                        {one.substitute.fullName} {one.maySign ? <Status>{t('maySign')}</Status> : null}
                      </td>
                      <td>
                        {formatDay(one.from)} - {formatDay(one.to)}
                      </td>
                      <td>{one.steps.map((step) => say(STEP_LABELS[step], language)).join('; ')}</td>
                      <td>{one.reason}</td>
                      <td>
                        <Status tone={TONES[one.state]}>{t(one.state)}</Status>
                      </td>
                      <td>
                        <Space wrap>
                          {actsFor(one).map((act) => (
                            <Button
                              key={act}
                              size="small"
                              loading={decide.isPending && decide.variables.id === one.id}
                              onClick={() => decide.mutate({ id: one.id, act })}
                            >
                              {t(act)}
                            </Button>
                          ))}
                        </Space>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Answered>
      {asking ? <AskForm onClose={() => setAsking(false)} /> : null}
    </>
  );
}
