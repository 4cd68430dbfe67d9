/** Wrong arguments or nothing to look at; the message is one sentence for the person at the terminal. */
export class UsageError extends Error {}
