import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { get, type Page } from '../api/calls.ts';
import { formatMoment } from '../language/format.ts';
import { labelOf } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { Answered } from '../states/query.tsx';
import type { Look } from './views.ts';
import { AUDIT_WORDS, LOOK_LABELS } from './words.ts';

interface LooksProps {
  readonly listId: string;
  readonly recordNo: number;
  readonly onClose: () => void;
}

/** Who looked at one person's data, when and what for. */
export function Looks({ listId, recordNo, onClose }: LooksProps) {
  const t = useWords(AUDIT_WORDS);
  const language = useLanguage();
  const query = useQuery({
    queryKey: ['lists', listId, 'looks', recordNo],
    queryFn: ({ signal }) =>
      get<Page<Look>>('/lists/{id}/records/{no}/looks', {
        path: { id: listId, no: recordNo },
        query: { limit: 100 },
        signal,
      }),
  });
  return (
    <Modal open onCancel={onClose} footer={null} width={760} title={t('looksOf', { no: recordNo })}>
      <Answered query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">{t('looksNone')}</p>
          ) : (
            <table className="plain-table">
              <thead>
                <tr>
                  {(['at', 'person', 'office', 'kind', 'purpose'] as const).map((key) => (
                    <th key={key} scope="col">
                      {t(key)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {items.map((look, i) => (
                  <tr key={`${look.at} ${i}`}>
                    <td className="numeric">{formatMoment(look.at)}</td>
                    <td>{look.person?.fullName}</td>
                    <td>{look.office?.name}</td>
                    <td>{say(labelOf(LOOK_LABELS, look.kind), language)}</td>
                    <td>{look.purpose}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Answered>
    </Modal>
  );
}
