import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { chromiumPath, openChromium } from './chromium.ts';
import { findings, Officer } from './officer.ts';
import { wholeSystem, type WholeSystem } from './whole-system.ts';

const when = chromiumPath() === undefined ? describe.skip : describe;
/** A code of another country's test, cut off in the middle: its form is recognised and its content is not there. */
const CUT = 'HC1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3';

when('pages for people without an account, for supervisors and for auditors', () => {
  let system: WholeSystem;
  let browser: Browser;
  beforeAll(async () => {
    [system, browser] = await Promise.all([wholeSystem(), openChromium()]);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  it('judge a code on the checker’s own device, also when the network is gone', async () => {
    const context = await browser.newContext({ locale: 'vi-VN' });
    const page = await context.newPage();
    await page.goto(`${system.urls.api}/verify`);
    await page.getByText('Danh sách đơn vị ký và thu hồi', { exact: false }).waitFor();
    expect(await findings(page)).toEqual([]);
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.method()));
    await page.getByLabel('Nội dung mã (HC1:…)').fill(CUT);
    await page.getByRole('button', { name: 'Kiểm tra', exact: true }).click();
    await page.getByRole('heading', { level: 2 }).waitFor();
    expect(sent).toEqual([]);
    // The second visit is the service worker's, which has the files by then.
    await page.reload();
    await page.getByText('Danh sách đơn vị ký và thu hồi', { exact: false }).waitFor();
    await page.waitForFunction('navigator.serviceWorker.controller !== null');
    await page.waitForTimeout(500);
    await context.setOffline(true);
    await page.reload();
    await page.getByLabel('Nội dung mã (HC1:…)').fill(CUT);
    await page.getByRole('button', { name: 'Kiểm tra', exact: true }).click();
    await page.getByRole('heading', { level: 2 }).waitFor();
    await context.close();
  });

  it('tell a guesser of links nothing, and a holder how to ask for one', async () => {
    const context = await browser.newContext({ locale: 'vi-VN' });
    const page = await context.newPage();
    await page.goto(`${system.urls.api}/app/holder#${'x'.repeat(32)}`);
    await page.getByRole('heading', { name: 'Đường dẫn không còn dùng được' }).waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await page.getByLabel('Họ và tên').fill('Nguyễn Thử Nghiệm');
    await page.getByLabel('Ngày, tháng, năm sinh').fill('05/03/1987');
    await page.getByLabel('Số CCCD/CMND hoặc hộ chiếu').fill('060087000001');
    await page.getByLabel('Ngày tiêm mũi gần nhất').fill('20/1/2022');
    await page.getByRole('button', { name: 'Gửi đường dẫn' }).click();
    await page.getByText('Nếu thông tin khớp', { exact: false }).waitFor();
    expect(await findings(page)).toEqual([]);
    await context.close();
  });

  it('show a supervisor where records are and an auditor that nothing can be found before there is a list', async () => {
    const officer = await Officer.signIn(browser, system.urls.api, 'tinh.60');
    await officer.open('/progress');
    await officer.page.getByRole('heading', { name: 'Theo dõi, giám sát' }).waitFor();
    await officer.page.getByText('Chưa có hồ sơ nào trong phạm vi này').waitFor();
    expect(await findings(officer.page)).toEqual([]);
    expect(officer.errors).toEqual([]);
    await officer.leave();
  });
});
