import { useQueryClient } from '@tanstack/react-query';
import { Select } from 'antd';
import { ROLE_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { choosePost, samePost, useSession, type ActingPost } from '../session/session.ts';
import { SHELL_WORDS } from './words.ts';

/** In which post the person acts; chosen where there are several, shown always. */
export function PostChoice() {
  const t = useWords(SHELL_WORDS);
  const language = useLanguage();
  const session = useSession();
  const queries = useQueryClient();
  if (session.status !== 'signed-in') return null;
  const { acting, posts, substitutions } = session;
  const all: ActingPost[] = [
    ...posts.map((membership) => ({ membership, substitution: null })),
    ...substitutions.map((substitution) => ({ membership: substitution.post, substitution })),
  ];
  const nameOf = ({ membership, substitution }: ActingPost): string => {
    const role = say(ROLE_LABELS[membership.role], language);
    const place = role === membership.officeName ? role : `${role}, ${membership.officeName}`;
    return substitution === null
      ? place
      : `${place} (${t('onBehalf', { name: substitution.absent.fullName ?? '' })})`;
  };
  const present = all.findIndex((one) => samePost(one, acting));
  if (all.length === 1)
    return (
      <span className="post" title={nameOf(acting)}>
        {nameOf(acting)}
      </span>
    );
  return (
    <Select
      aria-label={t('actingAs')}
      className="post"
      value={present}
      popupMatchSelectWidth={false}
      options={all.map((one, value) => ({ value, label: nameOf(one) }))}
      onChange={(index: number) => {
        const wanted = all[index];
        if (wanted === undefined) return;
        choosePost(wanted);
        // What one post may see, the other may not.
        queries.clear();
      }}
    />
  );
}
