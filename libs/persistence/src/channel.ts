/** The channel on which the API says that messages wait in the outbox; the payload is empty. */
export const MESSAGES_CHANNEL = 'bangiao_messages';
