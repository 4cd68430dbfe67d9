const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe to stand in HTML, in attributes too. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** Pages run no script and load nothing; a form may lead on to the client's own address. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;background:#f4f5f7;color:#1c2733;margin:0}
main{max-width:30rem;margin:8vh auto;padding:2rem;background:#fff;border:1px solid #d5dae1;border-radius:.5rem}
h1{font-size:1.4rem;margin:0 0 1rem}label{display:block;margin:1rem 0 .25rem;font-weight:600}
input{font:inherit;width:100%;box-sizing:border-box;padding:.6rem;border:1px solid #76808c;border-radius:.3rem}
button{font:inherit;margin-top:1.25rem;padding:.6rem 1.2rem;border:0;border-radius:.3rem;background:#a61b1b;color:#fff}
.en{color:#56616e;font-weight:400}.error{border-left:4px solid #a61b1b;padding:.5rem .75rem;background:#fdecec}
small{color:#56616e}`;

/** The sign-in form of one interaction; `failed` says that the last try was wrong, without saying which part. */
export function signInPage({
  action,
  login,
  failed,
}: {
  action: string;
  login: string;
  failed: boolean;
}): string {
  const error = failed
    ? `<p class="error" role="alert">Tên đăng nhập hoặc mật khẩu không đúng.<br><span class="en" lang="en">The sign-in name or the password is wrong.</span></p>`
    : '';
  return page(
    'Đăng nhập Bàn Giao',
    `<h1>Đăng nhập <span class="en" lang="en">· Sign in</span></h1>${error}
<form method="post" action="${escapeHtml(action)}">
<label for="login">Tên đăng nhập <span class="en" lang="en">· Sign-in name</span></label>
<input id="login" name="login" value="${escapeHtml(login)}" autocomplete="username" autocapitalize="none" required${login ? '' : ' autofocus'}>
<label for="password">Mật khẩu <span class="en" lang="en">· Password</span></label>
<input id="password" name="password" type="password" autocomplete="current-password" required${login ? ' autofocus' : ''}>
<button type="submit">Đăng nhập</button></form>
<p><small>Hệ thống thử nghiệm, dữ liệu giả lập. <span lang="en">Test system with synthetic data.</span></small></p>`,
  );
}

/** Tells that an interaction can no longer be continued, or what else went wrong, in both languages. */
export function messagePage(vietnamese: string, english: string): string {
  return page(
    'Bàn Giao',
    `<h1>${escapeHtml(vietnamese)}</h1><p class="en" lang="en">${escapeHtml(english)}</p>`,
  );
}

/** Asks whether to sign out; `form` is the provider's own hidden form, submitted by the button. */
export function signOutPage(form: string): string {
  return page(
    'Đăng xuất',
    `<h1>Đăng xuất? <span class="en" lang="en">· Sign out?</span></h1>${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Đăng xuất</button>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;
}
