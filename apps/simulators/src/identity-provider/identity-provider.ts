import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';
import type { Pool } from 'pg';
import { INTERACTION_PATH, providerConfiguration } from './configuration.ts';
import { parseDemoLogin } from './demo-logins.ts';
import { messagePage, PAGE_HEADERS, signInPage } from './pages.ts';
import { openSecrets } from './signing-keys.ts';

/** Password of every demo user. */
const DEMO_PASSWORD = 'demo';
const LONGEST_FORM = 4_096;

export interface IdentityProviderOptions {
  readonly host: string;
  readonly port: number;
  /** Keeps the signing keys; nothing else is stored there. */
  readonly pool: Pool;
  /** The issuer: the address under which browsers and the API reach this server. */
  readonly publicUrl: string;
  /** Life of an access token, seconds. */
  readonly tokenSeconds: number;
  readonly communeExists: (code: string) => boolean | Promise<boolean>;
  /** Every province of two digits exists, unless told otherwise. */
  readonly provinceExists?: (code: string) => boolean | Promise<boolean>;
  /** Where the product's pages are served; http://127.0.0.1:8080 unless told. */
  readonly webOrigins?: readonly string[];
  /** Told of failures of the server itself, never of a person's wrong password. */
  readonly onError?: (error: Error) => void;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts the stand-in for the national sign-in service: OpenID Connect with code and PKCE, users by the demo's naming rule.
 * Rejects when the port is taken or the database cannot be reached.
 */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<RunningServer> {
  const secrets = await openSecrets(options.pool);
  const provider = new Provider(
    options.publicUrl,
    providerConfiguration({
      secrets,
      tokenSeconds: options.tokenSeconds,
      webOrigins: options.webOrigins ?? ['http://127.0.0.1:8080'],
    }),
  );
  const onError = options.onError ?? ((error: Error) => console.error('identity provider:', error.message));
  provider.on('server_error', (_ctx, error) => onError(error));
  const oidc = provider.callback();

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', options.publicUrl).pathname;
    if (path === '/admin/health') return void send(response, 200, '{"ok":true}', 'application/json');
    if (!path.startsWith(INTERACTION_PATH)) return void oidc(request, response);
    answerInteraction(provider, options, request, response).catch((error: Error) => {
      // An interaction that is over, unknown or another browser's: the library says SessionNotFound for each.
      const over = error.name === 'SessionNotFound';
      if (!over) onError(error);
      const page = over
        ? messagePage(
            'Phiên đăng nhập đã hết hạn. Mời mở lại trang.',
            'This sign-in has expired. Please open the page again.',
          )
        : messagePage('Hệ thống gặp lỗi.', 'Something went wrong.');
      if (!response.headersSent) send(response, over ? 400 : 500, page);
    });
  });
  await new Promise<void>((started, failed) => {
    server.once('error', failed);
    server.listen(options.port, options.host, started);
  });
  return {
    url: options.publicUrl,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function answerInteraction(
  provider: Provider,
  options: IdentityProviderOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const interaction = await provider.interactionDetails(request, response);
  const action = INTERACTION_PATH + interaction.uid;
  if (request.method !== 'POST') {
    const hint = interaction.params['login_hint'];
    return send(
      response,
      200,
      signInPage({ action, login: typeof hint === 'string' ? hint : '', failed: false }),
    );
  }
  const form = await readForm(request);
  const login = (form.get('login') ?? '').trim();
  if (form.get('password') !== DEMO_PASSWORD || !(await isUser(login, options))) {
    return send(response, 401, signInPage({ action, login, failed: true }));
  }
  await provider.interactionFinished(request, response, { login: { accountId: login, remember: true } });
}

async function isUser(login: string, options: IdentityProviderOptions): Promise<boolean> {
  const parsed = parseDemoLogin(login);
  if (!parsed) return false;
  return parsed.area.level === 'commune'
    ? await options.communeExists(parsed.area.code)
    : ((await options.provinceExists?.(parsed.area.code)) ?? true);
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > LONGEST_FORM) break;
  }
  return new URLSearchParams(text.slice(0, LONGEST_FORM));
}

function send(response: ServerResponse, status: number, body: string, type?: string): void {
  response.writeHead(status, { ...PAGE_HEADERS, ...(type ? { 'content-type': type } : {}) }).end(body);
}
