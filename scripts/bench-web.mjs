// `npm run bench:web`: what an officer with a slow computer feels, measured in Chromium with its processor slowed down four times, on the system
// that runs (`npm start` in another terminal; `-- --data DIR` for other data). Prints the figures, with `--json` as one object.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { root } from './prepare.mjs';

const RECORDS = 20_000;
const SLOW_DOWN = 4;
const LIMITS = { interactiveMs: 3_000, firstViewBytes: 400_000, frameMs: 50 };
const { values } = parseArgs({
  options: { data: { type: 'string', default: '.data' }, json: { type: 'boolean' } },
});
const runFile = join(root, values.data, 'run.json');
if (!existsSync(runFile)) {
  console.error(`Nothing is running on ${values.data}: start it with "npm start".`);
  process.exit(2);
}
const { urls } = JSON.parse(readFileSync(runFile, 'utf8'));
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];
const browser = await chromium.launch({ executablePath, args: flags });
try {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  await page.goto(`${urls.api}/app/`);
  await page.getByRole('link', { name: 'Đăng nhập' }).click();
  await page.locator('#login').fill('tramyte1.22915');
  await page.locator('#password').fill('demo');
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  const devtools = await context.newCDPSession(page);
  const figures = { ...(await firstView(page, devtools)), ...(await scrolling(page, devtools)) };
  report(figures);
} finally {
  await browser.close();
}

/** From an empty cache to an inbox that answers to a click, and what came over the line. */
async function firstView(page, devtools) {
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOW_DOWN });
  let firstViewBytes = 0;
  const count = ({ encodedDataLength }) => (firstViewBytes += encodedDataLength);
  devtools.on('Network.loadingFinished', count);
  const startedAt = performance.now();
  await page.reload({ waitUntil: 'commit' });
  await page.getByRole('button', { name: /^Của đơn vị/ }).click();
  const interactiveMs = performance.now() - startedAt;
  await page.waitForTimeout(2_000);
  devtools.off('Network.loadingFinished', count);
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: false });
  return { interactiveMs, firstViewBytes };
}

/** Frames while a list of 20,000 records is scrolled with the wheel and with the page keys. The records are made up here: the page alone is measured. */
async function scrolling(page, devtools) {
  const id = '00000000-0000-4000-8000-000000000001';
  await page.route(`**/tasks/${id}`, (route) => route.fulfill({ json: task(id) }));
  await page.route(`**/tasks/${id}/records**`, (route) => {
    const query = new URL(route.request().url()).searchParams;
    const from = Number(query.get('cursor') ?? 0);
    const limit = Number(query.get('limit') ?? 200);
    const items = Array.from({ length: Math.min(limit, RECORDS - from) }, (_, at) => record(from + at + 1));
    return route.fulfill({
      json: { items, nextCursor: from + limit < RECORDS ? String(from + limit) : null },
    });
  });
  await page.goto(`${urls.api}/app/tasks/${id}`);
  await page.getByText('20.000/20.000 hồ sơ').waitFor({ timeout: 120_000 });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOW_DOWN });
  await page.locator('.records-body').hover();
  await page.evaluate(
    `window.frames_ = []; (function next(before) { requestAnimationFrame((now) => { frames_.push(now - before); next(now); }); })(performance.now())`,
  );
  for (let at = 0; at < 60; at += 1) {
    await page.mouse.wheel(0, at % 10 === 9 ? 40_000 : 600);
    await page.waitForTimeout(50);
  }
  await page.locator('.records-body').click();
  for (let at = 0; at < 30; at += 1) await page.keyboard.press('PageDown');
  const frames = (await page.evaluate('frames_')).slice(1).sort((one, other) => one - other);
  const share = (part) => frames[Math.min(frames.length - 1, Math.floor(frames.length * part))];
  return {
    records: RECORDS,
    frames: frames.length,
    frameMedianMs: share(0.5),
    frame95Ms: share(0.95),
    frame99Ms: share(0.99),
    frameWorstMs: share(1),
  };
}

function task(id) {
  return {
    ...{
      id,
      communeCode: '22915',
      villageCode: null,
      campaignId: id,
      listId: id,
      step: 'compile',
      scope: '',
      round: 1,
    },
    ...{
      partNo: 0,
      partCount: 0,
      officeId: 'TYT-22915',
      role: 'health_station',
      state: 'open',
      preparing: false,
    },
    ...{
      priority: 0,
      claimEpoch: 0,
      claimedBy: null,
      claimedAt: null,
      actingFor: null,
      substitutionId: null,
    },
    ...{
      checkState: null,
      openedAt: new Date().toISOString(),
      dueAt: new Date(Date.now() + 1e8).toISOString(),
    },
    ...{
      heldUntil: null,
      outcome: null,
      completedAt: null,
      recordCount: RECORDS,
      undecidedCount: null,
      job: null,
    },
    ...{
      overdue: false,
      reason: null,
      names: { campaign: 'Bench', commune: 'Bench', village: null, office: 'Bench' },
    },
  };
}

function record(recordNo) {
  const current = {
    fullName: `Nguyễn Thị Thử ${recordNo}`,
    dateOfBirth: '1980-05-17',
    gender: 'Nữ',
    idNumber: `0601800${String(recordNo).padStart(5, '0')}`,
  };
  return {
    ...{
      recordNo,
      villageCode: '22915-01',
      parcelNo: 1,
      stage: 'compile',
      platformSubjectId: `S${recordNo}`,
      platform: current,
    },
    ...{
      current: { ...current, passportNumber: null, nationality: 'VN' },
      phone: '0900000000',
      address: `Số ${recordNo}`,
    },
    ...{
      defects: ['wrong_basic_info'],
      hints: [{ rule: 'name_no_diacritics', field: 'fullName', severity: 'warning' }],
    },
    ...{
      villageOutcome: null,
      villageNote: null,
      populationStatus: null,
      populationAnswer: null,
      proposedOutcome: null,
    },
    ...{ proposedValues: null, policeOutcome: null, policeNote: null, sideWrong: null, destination: null },
    ...{ updateState: null, updateFailure: null, verificationResult: null, version: 1, masked: false },
  };
}

function report(figures) {
  const kept = [
    ['inbox answers after', figures.interactiveMs, LIMITS.interactiveMs, 'ms'],
    ['first view over the line', figures.firstViewBytes, LIMITS.firstViewBytes, 'bytes'],
    ['frames while scrolling, 99 of 100 below', figures.frame99Ms, LIMITS.frameMs, 'ms'],
  ];
  for (const [what, value, limit, unit] of kept)
    console.log(
      `${value < limit ? 'ok    ' : 'MISSED'} ${what}: ${Math.round(value)} ${unit} (limit ${limit})`,
    );
  console.log(
    `       frames: median ${figures.frameMedianMs.toFixed(1)} ms, worst ${figures.frameWorstMs.toFixed(1)} ms of ${figures.frames}`,
  );
  if (values.json) console.log(JSON.stringify(figures));
  process.exitCode = kept.every(([, value, limit]) => value < limit) ? 0 : 1;
}
