/** The page shows a question when this is asked; its button must open the window, or the browser would stop it. */
export interface StepUpQuestion {
  /** Opens the sign-in window; the promise of `askAgain` follows it. */
  readonly proceed: () => void;
  readonly cancel: () => void;
}

type Asker = (question: StepUpQuestion | null) => void;

const CHANNEL = 'bangiao.signed-in';
/** Where the sign-in window comes back to; that page tells the others and closes itself. */
export const SIGNED_IN_PATH = '/app/signed-in';
const ADDRESS = `/auth/sign-in?fresh=true&returnTo=${encodeURIComponent(SIGNED_IN_PATH)}`;

let asker: Asker | undefined;
let asked: Promise<boolean> | undefined;

/** Called once by the shell, which shows the question. */
export function onStepUp(ask: Asker): () => void {
  asker = ask;
  return () => {
    asker = undefined;
  };
}

/** Asks for the password again in a window of its own, so that nothing on the page is lost. True when the sign-in is fresh. */
export function askAgain(): Promise<boolean> {
  asked ??= question().finally(() => {
    asked = undefined;
  });
  return asked;
}

function question(): Promise<boolean> {
  return new Promise((resolve) => {
    if (asker === undefined) return resolve(false);
    const channel = new BroadcastChannel(CHANNEL);
    const settle = (done: boolean): void => {
      channel.close();
      asker?.(null);
      resolve(done);
    };
    channel.onmessage = () => settle(true);
    asker({
      proceed: () => {
        // Without windows of its own the page itself goes and comes back.
        const opened = window.open(ADDRESS, 'bangiao-sign-in', 'popup,width=520,height=640');
        if (opened === null)
          location.assign(
            `/auth/sign-in?fresh=true&returnTo=${encodeURIComponent(location.pathname + location.search)}`,
          );
      },
      cancel: () => settle(false),
    });
  });
}

/** The sign-in window has come back: tell the page that waits, and close. */
export function announceSignedIn(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('signed-in');
  channel.close();
}
