import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Input } from 'antd';
import { useState } from 'react';
import { reachOf } from '#domain/authority/acts';
import { get, post, type Page } from '../api/calls.ts';
import type { TaskView } from '../api/views.ts';
import { formatMoment } from '../language/format.ts';
import { useWords } from '../language/words.ts';
import { useActing } from '../session/session.ts';
import { Answered } from '../states/query.tsx';
import { useRefusal } from '../states/refusal.tsx';
import { TASK_PAGE_WORDS } from './words.ts';

interface CommentView {
  readonly id: string;
  readonly text: string;
  readonly at: string;
  readonly person: { readonly fullName: string };
}

/** What the officers wrote to each other about a task. */
export function Comments({ task }: { readonly task: TaskView }) {
  const t = useWords(TASK_PAGE_WORDS);
  const { role } = useActing();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const queries = useQueryClient();
  const refused = useRefusal();
  const query = useQuery({
    queryKey: ['tasks', 'comments', task.id],
    queryFn: () => get<Page<CommentView>>('/tasks/{id}/comments', { path: { id: task.id } }),
    enabled: open,
  });
  const send = useMutation({
    mutationFn: () => post('/tasks/{id}/comments', { path: { id: task.id }, body: { text: text.trim() } }),
    onSuccess: () => {
      setText('');
      return queries.invalidateQueries({ queryKey: ['tasks', 'comments', task.id] });
    },
    onError: refused,
  });
  return (
    <>
      <Button className="no-print" onClick={() => setOpen(true)}>
        {t('comments')}
      </Button>
      <Drawer open={open} onClose={() => setOpen(false)} title={t('comments')} size={420}>
        <Answered query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="muted">{t('noComments')}</p>
            ) : (
              <ul className="comment-list">
                {items.map((comment) => (
                  <li key={comment.id}>
                    <strong>{comment.person.fullName}</strong>{' '}
                    <span className="muted">{formatMoment(comment.at)}</span>
                    <div>{comment.text}</div>
                  </li>
                ))}
              </ul>
            )
          }
        </Answered>
        {reachOf('task.comment', role) === undefined ? null : (
          <>
            <Input.TextArea
              rows={4}
              maxLength={4_000}
              value={text}
              aria-label={t('comment')}
              placeholder={t('comment')}
              onChange={({ target }) => setText(target.value)}
            />
            <Button
              type="primary"
              disabled={text.trim() === ''}
              loading={send.isPending}
              onClick={() => send.mutate()}
            >
              {t('send')}
            </Button>
          </>
        )}
      </Drawer>
    </>
  );
}
