/** The channel on which the API says that messages wait in the outbox; the payload is empty. */
export const MESSAGES_CHANNEL = 'bangiao_messages';

/** The channel on which the database says that posts changed (empty payload), or that one session ended (its hash in hex). */
export const POSTS_CHANNEL = 'bangiao_posts';
