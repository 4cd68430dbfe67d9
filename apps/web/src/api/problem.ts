import type { Language } from '../language/language.ts';

/** What the server refused, with its own words (RFC 9457): what is wrong, then what to do. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly body: Readonly<Record<string, unknown>>,
  ) {
    super(code);
  }

  title(language: Language): string {
    return this.#text(language === 'vi' ? 'title' : 'titleEn') || this.code;
  }

  detail(language: Language): string {
    return this.#text(language === 'vi' ? 'detail' : 'detailEn');
  }

  #text(member: string): string {
    const text = this.body[member];
    return typeof text === 'string' ? text : '';
  }
}

/** No answer came: the line is down, or the server is. What was typed is still here. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Reads a refusal; one without a body of ours (a proxy's page) gets its status as its code. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => ({}));
  const members = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const code = typeof members['code'] === 'string' ? members['code'] : `http_${response.status}`;
  return new Problem(response.status, code, members);
}

export function isProblem(error: unknown, ...codes: string[]): error is Problem {
  return error instanceof Problem && (codes.length === 0 || codes.includes(error.code));
}
