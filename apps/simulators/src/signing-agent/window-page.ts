import { createHash } from 'node:crypto';
import { isPdf } from '#signatures/pdf-signature';
import { escapeHtml } from '../identity-provider/pages.ts';
import type { SigningRequest } from './requests.ts';
import { describe } from './words.ts';

export const WINDOW_HEADERS = {
  'cache-control': 'no-store',
  // Nobody may lay this window under a page of his own: a click here is a signature.
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-frame-options': 'DENY',
  // Not `no-referrer`: the form's own answer would then say that it comes from nowhere (Origin: null), and be refused.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const;

const SHOWN_AT_MOST = 50_000;
const STYLE = `body{font:16px/1.5 system-ui,sans-serif;background:#eef1ee;color:#1c2733;margin:0}
main{max-width:46rem;margin:3vh auto;padding:1.5rem 2rem;background:#fff;border:2px solid #2c5e3f;border-radius:.5rem}
h1{font-size:1.4rem;margin:.2rem 0}table{border-collapse:collapse;width:100%}
th{text-align:left;vertical-align:top;font-weight:600;width:14rem}td{overflow-wrap:anywhere}th,td{padding:.25rem .5rem;border-top:1px solid #dde3dd}
.meaning{font-size:1.15rem}.warn{border-left:4px solid #a61b1b;padding:.5rem .75rem;background:#fdecec}
label{display:block;margin:1rem 0 .25rem;font-weight:600}input{font:inherit;padding:.6rem;width:12rem}
button{font:inherit;padding:.6rem 1.2rem;margin:1rem .5rem 0 0}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.8rem}
.en,small{color:#56616e}`;

/** The agent's own window: what will be signed, for whom, at whose asking, and the PIN. `wrong` says how many tries are left. */
export function windowPage(request: SigningRequest, wrong?: { readonly left: number }): string {
  const { title, meaning, rows, known, document } = describe(request.content);
  const table = rows
    .map(
      ([label, value]) => `<tr><th scope="row">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
    )
    .join('');
  const sha256 = createHash('sha256').update(request.content).digest('hex');
  return page(
    title,
    `<small>Chương trình ký số (thử nghiệm) · <span lang="en">Signing agent (test)</span></small>
<h1>${escapeHtml(title)}</h1>
<p class="${known ? 'meaning' : 'meaning warn'}">${escapeHtml(meaning)}</p>
<table>${table}
<tr><th scope="row">Người ký</th><td>${escapeHtml(request.login)}</td></tr>
<tr><th scope="row">Trang web yêu cầu</th><td>${escapeHtml(request.origin)}</td></tr>
<tr><th scope="row">SHA-256</th><td>${sha256}</td></tr></table>
${document ? `<p><a href="/window/${request.id}/document" target="_blank" rel="noopener">Xem văn bản sẽ ký (PDF)</a> <span class="en" lang="en">· See the document</span></p>` : ''}
<details><summary>Nội dung đầy đủ <span class="en" lang="en">· Full content</span></summary><pre>${escapeHtml(shown(request.content))}</pre></details>
${request.state === 'waiting' ? form(wrong) : `<p class="meaning" role="status">${escapeHtml(STATES[request.state])}</p>`}`,
  );
}

/** A window that has nothing to sign. */
export function missingWindow(): string {
  return page(
    'Không tìm thấy',
    '<h1>Yêu cầu ký này không còn.</h1><p class="en" lang="en">This request is gone.</p>',
  );
}

const STATES = {
  signed: 'Đã ký. Bạn có thể đóng cửa sổ này.',
  refused: 'Không ký. Bạn có thể đóng cửa sổ này.',
} as const;

function form(wrong: { readonly left: number } | undefined): string {
  const error = wrong ? `<p class="warn" role="alert">Sai mã PIN. Còn ${wrong.left} lần thử.</p>` : '';
  return `${error}<form method="post"><label for="pin">Mã PIN</label>
<input id="pin" name="pin" type="password" inputmode="numeric" autocomplete="off" autofocus><br>
<button type="submit" name="decision" value="sign">Ký</button><button type="submit" name="decision" value="refuse">Không ký</button></form>`;
}

function shown(content: Buffer): string {
  if (isPdf(content)) return `PDF, ${content.length} byte`;
  const text = content.toString('utf8');
  return text.length > SHOWN_AT_MOST ? `${text.slice(0, SHOWN_AT_MOST)} … (${text.length})` : text;
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;
}
