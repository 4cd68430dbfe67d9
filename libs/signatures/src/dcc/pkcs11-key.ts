import { createHash } from 'node:crypto';
import type { Algorithm } from './cose.ts';
import type { SignBytes } from './keys.ts';

export interface Pkcs11Options {
  /** The token's driver, a shared library. */
  readonly module: string;
  readonly tokenLabel: string;
  readonly pin: string;
  /** CKA_LABEL of the private key. */
  readonly keyLabel: string;
  readonly algorithm: Algorithm;
}

/** A key in a hardware token. */
export interface Pkcs11Key {
  readonly sign: SignBytes;
  close(): void;
}

type Handle = Buffer;
/** What is used of pkcs11js. Its own types are not there on machines where it could not be built. */
interface Driver {
  load(path: string): void;
  close(): void;
  C_Initialize(): void;
  C_Finalize(): void;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): { readonly label: string };
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_Login(session: Handle, user: number, pin: string): void;
  C_FindObjectsInit(
    session: Handle,
    template: readonly { readonly type: number; readonly value: number | string }[],
  ): void;
  C_FindObjects(session: Handle, most: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_SignInit(
    session: Handle,
    mechanism: { readonly mechanism: number; readonly parameter?: object },
    key: Handle,
  ): void;
  C_SignAsync(session: Handle, data: Buffer, room: Buffer): Promise<Buffer>;
}
type Constant =
  | 'CKA_CLASS'
  | 'CKA_LABEL'
  | 'CKF_RW_SESSION'
  | 'CKF_SERIAL_SESSION'
  | 'CKG_MGF1_SHA256'
  | 'CKM_ECDSA'
  | 'CKM_RSA_PKCS_PSS'
  | 'CKM_SHA256'
  | 'CKO_PRIVATE_KEY'
  | 'CKR_USER_ALREADY_LOGGED_IN'
  | 'CKU_USER'
  | 'CK_PARAMS_RSA_PSS';
type Pkcs11 = Readonly<Record<Constant, number>> & { readonly PKCS11: new () => Driver };

/** One driver may be initialised once in a process. */
const drivers = new Map<string, { readonly driver: Driver; users: number }>();
const MOST_KEYS = 2;

/**
 * Opens a private key in a token (PKCS#11 2.40). The key never leaves it: only digests go in. The driver is loaded when it is asked
 * for, so installations without a token need no native code. Throws an Error saying which of module, token or key is missing.
 */
export async function openPkcs11Key(options: Pkcs11Options): Promise<Pkcs11Key> {
  const pkcs11 = await load();
  const { driver, release } = acquire(pkcs11, options.module);
  try {
    const slot = driver
      .C_GetSlotList(true)
      .find((candidate) => labelOf(driver, candidate) === options.tokenLabel);
    if (slot === undefined) throw new Error(`no token labelled ${options.tokenLabel}`);
    const session = driver.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION | pkcs11.CKF_RW_SESSION);
    try {
      logIn(pkcs11, driver, session, options.pin);
      const key = findKey(pkcs11, driver, session, options.keyLabel);
      return {
        sign: inTurn((message) => signDigest(pkcs11, driver, session, key, options.algorithm, message)),
        close() {
          driver.C_CloseSession(session);
          release();
        },
      };
    } catch (error) {
      driver.C_CloseSession(session);
      throw error;
    }
  } catch (error) {
    release();
    throw error;
  }
}

async function load(): Promise<Pkcs11> {
  try {
    // Named by a variable: an optional package must not be needed to compile.
    const name = 'pkcs11js';
    const loaded = (await import(name)) as Pkcs11 & { readonly default?: Pkcs11 };
    return loaded.default ?? loaded;
  } catch {
    throw new Error('pkcs11js is not built on this machine: a C++ compiler is needed when it is installed');
  }
}

function acquire({ PKCS11 }: Pkcs11, module: string): { driver: Driver; release: () => void } {
  const known = drivers.get(module);
  const held = known ?? { driver: new PKCS11(), users: 0 };
  if (!known) {
    held.driver.load(module);
    held.driver.C_Initialize();
    drivers.set(module, held);
  }
  held.users += 1;
  return {
    driver: held.driver,
    release() {
      held.users -= 1;
      if (held.users > 0) return;
      drivers.delete(module);
      held.driver.C_Finalize();
      held.driver.close();
    },
  };
}

function labelOf(driver: Driver, slot: Handle): string {
  return driver.C_GetTokenInfo(slot).label.trim();
}

function logIn(pkcs11: Pkcs11, driver: Driver, session: Handle, pin: string): void {
  try {
    driver.C_Login(session, pkcs11.CKU_USER, pin);
  } catch (error) {
    // Logging in counts for all sessions of a process with the token.
    if ((error as { code?: unknown }).code !== pkcs11.CKR_USER_ALREADY_LOGGED_IN) throw error;
  }
}

function findKey(pkcs11: Pkcs11, driver: Driver, session: Handle, label: string): Handle {
  driver.C_FindObjectsInit(session, [
    { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PRIVATE_KEY },
    { type: pkcs11.CKA_LABEL, value: label },
  ]);
  const found = driver.C_FindObjects(session, MOST_KEYS);
  driver.C_FindObjectsFinal(session);
  const [key, second] = found;
  if (key === undefined) throw new Error(`no private key labelled ${label} in the token`);
  if (second !== undefined) throw new Error(`several private keys labelled ${label} in the token`);
  return key;
}

async function signDigest(
  pkcs11: Pkcs11,
  driver: Driver,
  session: Handle,
  key: Handle,
  algorithm: Algorithm,
  message: Uint8Array,
): Promise<Uint8Array> {
  const parameter = {
    type: pkcs11.CK_PARAMS_RSA_PSS,
    hashAlg: pkcs11.CKM_SHA256,
    mgf: pkcs11.CKG_MGF1_SHA256,
    saltLen: 32,
  };
  const mechanism =
    algorithm === 'ES256'
      ? { mechanism: pkcs11.CKM_ECDSA }
      : { mechanism: pkcs11.CKM_RSA_PKCS_PSS, parameter };
  driver.C_SignInit(session, mechanism, key);
  const digest = createHash('sha256').update(message).digest();
  // r||s for ECDSA: what COSE wants. The longest signature decides the room.
  return new Uint8Array(await driver.C_SignAsync(session, digest, Buffer.alloc(512)));
}

/** A session does one thing at a time. */
function inTurn(sign: (message: Uint8Array) => Promise<Uint8Array>): SignBytes {
  let last: Promise<unknown> = Promise.resolve();
  return (message) => {
    const next = last.then(() => sign(message));
    last = next.catch(() => undefined);
    return next;
  };
}
