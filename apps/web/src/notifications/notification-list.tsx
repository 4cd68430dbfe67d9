import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link } from 'wouter';
import { NOTIFICATION_TEXTS } from '#domain/process/notifications';
import { get, type Page } from '../api/calls.ts';
import type { NotificationView } from '../api/views.ts';
import { formatMoment } from '../language/format.ts';
import { labelOf } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { Answered } from '../states/query.tsx';
import { NOTIFICATION_WORDS } from './words.ts';

interface Props {
  readonly onRead: (upTo: number) => void;
  readonly onGo: () => void;
}

function addressOfNotification({ taskId, handoverId, listId }: NotificationView): string | null {
  if (taskId !== null) return `/tasks/${taskId}`;
  if (handoverId !== null) return `/handovers/${handoverId}`;
  return listId === null ? null : `/lists/${listId}`;
}

/** What this post was told, newest first. */
export default function NotificationList({ onRead, onGo }: Props) {
  const t = useWords(NOTIFICATION_WORDS);
  const language = useLanguage();
  const query = useQuery({
    queryKey: ['notifications', 'list'],
    queryFn: () => get<Page<NotificationView>>('/notifications', { query: { limit: 50 } }),
  });
  return (
    <Answered query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="muted">{t('none')}</p>
        ) : (
          <>
            <Button onClick={() => onRead(items[0]?.id ?? 0)}>{t('readAll')}</Button>
            <ul className="notification-list">
              {items.map((item) => {
                const address = addressOfNotification(item);
                const title = item.broadcast?.title ?? say(labelOf(NOTIFICATION_TEXTS, item.kind), language);
                return (
                  <li key={item.id} className={item.readAt === null ? 'notification-new' : undefined}>
                    {address === null ? (
                      <strong>{title}</strong>
                    ) : (
                      <Link href={address} onClick={onGo}>
                        {title}
                      </Link>
                    )}
                    <div className="muted">{formatMoment(item.at)}</div>
                    {item.broadcast === null ? null : <p>{item.broadcast.body}</p>}
                  </li>
                );
              })}
            </ul>
          </>
        )
      }
    </Answered>
  );
}
