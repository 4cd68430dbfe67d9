/** @format uuid */
export type Uuid = string;

/**
 * SHA-256, hexadecimal.
 * @pattern ^[0-9a-f]{64}$
 */
export type Sha256Hex = string;

/**
 * A moment that is text already, in a database's JSON.
 * @format date-time
 */
export type Moment = string;
