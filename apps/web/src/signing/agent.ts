import { SIGNING_AGENT } from '../application/settings.ts';

/** The agent refused, or cannot be reached. */
export class SigningFailed extends Error {
  override readonly name = 'SigningFailed';

  constructor(
    readonly why: 'unreachable' | 'declined' | 'pin_locked' | 'expired' | 'no_certificate' | 'not_allowed',
  ) {
    super(why);
  }
}

export interface SigningRequest {
  readonly id: string;
  /** The agent's own window, where the officer reads what is signed and gives the PIN. */
  readonly windowUrl: string;
}

interface Answer {
  readonly state: 'waiting' | 'signed' | 'refused';
  readonly reason?: 'declined' | 'pin_locked' | 'expired';
  readonly signature?: string;
}

const LOOK_MS = 500;

const encoder = new TextEncoder();

function base64(bytes: Uint8Array): string {
  let text = '';
  // Bytes of a manifest fit; spreading them all at once would not.
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

async function call<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(SIGNING_AGENT + path, init);
  } catch {
    throw new SigningFailed('unreachable');
  }
  if (response.status === 403) throw new SigningFailed('not_allowed');
  if (response.status === 404) throw new SigningFailed('no_certificate');
  if (!response.ok) throw new SigningFailed('unreachable');
  return (await response.json()) as T;
}

/** Gives bytes to the signing agent on the officer's machine; the PIN is entered in its window, never here. @throws SigningFailed */
export async function requestSignature(
  login: string,
  content: string | Uint8Array,
  purpose: string,
): Promise<SigningRequest> {
  const bytes = typeof content === 'string' ? encoder.encode(content) : content;
  const { requestId, windowUrl } = await call<{ requestId: string; windowUrl: string }>(
    `/agents/${encodeURIComponent(login)}/sign`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ contentBase64: base64(bytes), purpose }),
    },
  );
  return { id: requestId, windowUrl };
}

/** Waits until the officer has signed or refused. Answers the CMS in base64. @throws SigningFailed */
export async function awaitSignature(
  login: string,
  { id }: SigningRequest,
  signal: AbortSignal,
): Promise<string> {
  for (;;) {
    const { state, reason, signature } = await call<Answer>(
      `/agents/${encodeURIComponent(login)}/sign/${encodeURIComponent(id)}`,
      { signal },
    );
    if (state === 'signed' && signature !== undefined) return signature;
    if (state === 'refused') throw new SigningFailed(reason ?? 'declined');
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    if (signal.aborted) throw new SigningFailed('declined');
  }
}
