import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 360, height: 740 };
const SCREENSHOTS = process.env['SCREENSHOTS'];

export interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly string[];
}

/** One person at a computer: a browser context of his own, signed in. */
export class Officer {
  readonly errors: string[] = [];
  /** Addresses of other sites that the pages asked for; must stay empty but for the signing agent. */
  readonly foreign: string[] = [];

  private constructor(
    readonly login: string,
    readonly context: BrowserContext,
    readonly page: Page,
    readonly site: string,
  ) {}

  static async signIn(
    browser: Browser,
    site: string,
    login: string,
    { phone = false }: { phone?: boolean } = {},
  ): Promise<Officer> {
    const context = await browser.newContext({
      viewport: phone ? PHONE : DESK,
      hasTouch: phone,
      ...{ locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh', colorScheme: 'light' },
    });
    const page = await context.newPage();
    const officer = new Officer(login, context, page, site);
    page.on('pageerror', (error) => officer.errors.push(error.message));
    page.on('console', (message) => {
      // The browser itself reports what the page's security policy refused.
      if (/content security policy/i.test(message.text())) officer.errors.push(message.text());
    });
    await page.goto(`${site}/app/`);
    page.on('request', (request) => {
      const { origin } = new URL(request.url());
      if (origin !== site && origin !== 'null') officer.foreign.push(origin);
    });
    await page.getByRole('link', { name: 'Đăng nhập' }).click();
    await enterPassword(page, login);
    await page.locator('#main h1').first().waitFor();
    officer.foreign.length = 0;
    return officer;
  }

  async open(path: string): Promise<void> {
    await this.page.goto(`${this.site}/app${path}`);
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}

/** Fills the identity provider's form. */
export async function enterPassword(page: Page, login: string): Promise<void> {
  await page.locator('#login').fill(login);
  await page.locator('#password').fill('demo');
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
}

/** What axe finds on a page that keeps somebody from using it. */
export async function findings(page: Page): Promise<Finding[]> {
  await page.evaluate(AXE);
  // Text, because this file is checked without a browser's types.
  const violations = await page.evaluate<Violation[]>(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => ({
      ...{ id, impact },
      nodes: nodes.slice(0, 5).map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
    }));
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/**
 * Looks at a page: what axe finds in light and dark, and, when SCREENSHOTS names a folder, its pictures in both languages, wide and narrow.
 * The page is left as it was.
 */
export async function look(page: Page, name: string): Promise<Finding[]> {
  const found = [...(await findings(page))];
  await page.emulateMedia({ colorScheme: 'dark' });
  found.push(...(await findings(page)));
  if (SCREENSHOTS !== undefined) await takePictures(page, join(SCREENSHOTS, name));
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}

async function takePictures(page: Page, path: string): Promise<void> {
  const before = page.viewportSize() ?? DESK;
  const shoot = async (language: string): Promise<void> => {
    for (const [size, viewport] of [
      ['desk', DESK],
      ['phone', PHONE],
    ] as const) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({
          path: `${path}.${language}.${size}.${colorScheme}.png`,
          animations: 'disabled',
        });
      }
    }
    await page.setViewportSize(before);
  };
  await shoot('vi');
  // The setting is a part of the page that every page has; a dialogue over it is no hindrance to a click of the program.
  const toggle = page.locator('.head-language');
  if ((await toggle.count()) > 0) {
    await toggle.dispatchEvent('click');
    await shoot('en');
    await toggle.dispatchEvent('click');
  }
}
