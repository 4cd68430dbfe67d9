import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Officer } from './officer.ts';
import type { WholeSystem } from './whole-system.ts';

async function token(identityProvider: string, login: string): Promise<string> {
  const { signIn } = (await import('../../apps/demo/src/sign-in.ts')) as {
    signIn: (...all: string[]) => Promise<{ accessToken: string }>;
  };
  const { accessToken } = await signIn(
    identityProvider,
    'ban-giao-demo',
    'http://127.0.0.1:8080/demo/callback',
    login,
    'demo',
  );
  return accessToken;
}

async function api(
  site: string,
  bearer: string,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const answer = await fetch(site + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${bearer}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const said = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(said)}`);
  return said;
}

/** The province's campaign; opening one is not what this test is about. */
export async function givenCampaign(site: string, identityProvider: string, commune: string): Promise<void> {
  const bearer = await token(identityProvider, 'tinh.60');
  const name = `Đợt thử ${new Date().toISOString().slice(0, 19)}`;
  const { id } = await api(site, bearer, '/campaigns', { name, communeCodes: [commune] });
  await api(site, bearer, `/campaigns/${id as string}/open`, {});
}

/** Numbers of the villages that have something to review. */
export async function villagesWithWork({ urls }: WholeSystem, commune: string): Promise<number[]> {
  const bearer = await token(urls.identityProvider, `xa.${commune}`);
  for (let tries = 0; tries < 100; tries += 1) {
    const { items } = (await api(urls.api, bearer, `/tasks?queue=directed&step=review`)) as {
      items: { villageCode: string | null; communeCode: string }[];
    };
    const villages = items.flatMap(({ villageCode, communeCode }) =>
      villageCode !== null && communeCode === commune ? [Number(villageCode.split('-')[1])] : [],
    );
    if (villages.length > 0) return villages.sort((one, other) => one - other);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return [];
}

/** What is kept of drafts on the device, as a thief of the machine would see it. */
export function storedDrafts(page: Page): Promise<string> {
  return page.evaluate<string>(`new Promise((resolve) => {
    const open = indexedDB.open('bangiao');
    open.onsuccess = () => {
      const all = open.result.transaction('drafts').objectStore('drafts').getAll();
      all.onsuccess = () => resolve(all.result.map(({ content }) => new TextDecoder('latin1').decode(content)).join(' ') || 'nothing');
    };
  })`);
}

/** Another window of the same officer decides the record that is on the screen. */
export async function decideElsewhere({ page, site }: Officer): Promise<void> {
  const taskId = page.url().split('/').at(-1) as string;
  const recordNo = Number(await page.locator('.records-here').getAttribute('data-record'));
  const done = await page.evaluate<number>(`(async () => {
    const { csrfToken } = await (await fetch('${site}/auth/session')).json();
    const task = await (await fetch('${site}/tasks/${taskId}')).json();
    const answer = await fetch('${site}/tasks/${taskId}/records/${recordNo}/decision', {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'x-csrf-token': csrfToken, 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify({ epoch: task.claimEpoch, outcome: 'not_in_population' }),
    });
    return answer.status;
  })()`);
  expect(done).toBe(200);
}
