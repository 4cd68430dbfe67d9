/** Injection token of the server's SealKey, which signs export statements. */
export const SEAL_KEY = Symbol('SealKey');
