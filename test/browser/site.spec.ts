import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { chromiumPath, openChromium } from './chromium.ts';
import { findings, look, Officer } from './officer.ts';
import { wholeSystem, type WholeSystem } from './whole-system.ts';

const when = chromiumPath() === undefined ? describe.skip : describe;

when('the web application', () => {
  let system: WholeSystem;
  let browser: Browser;
  beforeAll(async () => {
    [system, browser] = await Promise.all([wholeSystem(), openChromium()]);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  it('runs scripts from files alone, calls nobody but the signing agent, and lets nobody put it in a frame', async () => {
    const { api, agent } = system.urls;
    const answer = await fetch(`${api}/app/`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    const html = await answer.text();
    const [, nonce = ''] = /'nonce-([^']+)'/.exec(policy) ?? [];
    expect(policy).toContain(`default-src 'none'; script-src 'self';`);
    expect(policy).toContain(`connect-src 'self' ${agent};`);
    expect(policy).toContain(`frame-ancestors 'none'`);
    expect(nonce).not.toBe('');
    expect(html).toContain(`<meta name="csp-nonce" content="${nonce}"`);
    expect(/<script(?![^>]*\ssrc=)/.test(html)).toBe(false);
    const again = await fetch(`${api}/app/`);
    expect(again.headers.get('content-security-policy')).not.toBe(policy);
  });

  it('sends packed files that may be kept for ever, the page itself fresh, and a clear 404 for a file that is gone', async () => {
    const { api } = system.urls;
    const html = await (await fetch(`${api}/app/`)).text();
    const [, script = ''] = /src="(\/app\/assets\/[^"]+\.js)"/.exec(html) ?? [];
    const file = await fetch(api + script, { headers: { 'accept-encoding': 'br' } });
    expect(file.headers.get('content-encoding')).toBe('br');
    expect(file.headers.get('cache-control')).toContain('immutable');
    const plain = await fetch(api + script, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(await file.text());
    const gone = await fetch(`${api}/app/assets/index-gone.js`);
    expect([gone.status, gone.headers.get('content-type')?.split(';')[0]]).toEqual([
      404,
      'application/problem+json',
    ]);
    const page = await fetch(`${api}/app/lists/anything`);
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
  });

  it('weighs less than 400 kB packed when an officer sees the inbox for the first time, without a request to a third party', async () => {
    const officer = await Officer.signIn(browser, system.urls.api, 'xa.22915');
    const session = await officer.context.newCDPSession(officer.page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    let bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    await officer.page.reload();
    await officer.page.getByRole('heading', { level: 1 }).waitFor();
    await officer.page.waitForTimeout(1_000);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(400_000);
    expect(officer.foreign).toEqual([]);
    expect(officer.errors).toEqual([]);
    await officer.leave();
  });

  it('shows the front door to whoever is not signed in, and leaves nothing for scripts to read', async () => {
    const context = await browser.newContext({ locale: 'vi-VN' });
    const page = await context.newPage();
    await page.goto(`${system.urls.api}/`);
    await page.getByRole('link', { name: 'Đăng nhập' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await context.close();
    const officer = await Officer.signIn(browser, system.urls.api, 'canbo1.22915');
    const readable = await officer.page.evaluate<string>(
      `[document.cookie, ...Object.values(localStorage)].join(' ')`,
    );
    expect(readable).not.toMatch(/[\w-]{32,}/);
    expect(await look(officer.page, 'inbox-empty')).toEqual([]);
    await officer.page.getByRole('button', { name: 'Đăng xuất' }).click();
    await officer.page.getByText('Đăng xuất?').waitFor();
    await officer.leave();
  });
});
