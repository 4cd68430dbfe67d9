import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '#domain/errors';
import { PROBLEM_STATUSES } from '../../apps/api/src/http/problem-statuses.ts';
import { PROBLEM_TEXTS } from '../../apps/api/src/http/problem-texts.ts';
import { testApi, type Problem, type TestApi } from '../support/api.ts';
import { COMMUNE } from '../support/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const province = () => api.as('tinh.60');

describe('the problem tables', () => {
  it.each([...ERROR_CODES])('say %s in two languages', (code) => {
    const { title, detail, titleEn, detailEn } = PROBLEM_TEXTS[code];
    expect(PROBLEM_STATUSES[code]).toBeGreaterThanOrEqual(400);
    for (const text of [title, detail, titleEn, detailEn]) expect(text.length).toBeGreaterThan(3);
    expect(title).not.toBe(titleEn);
  });
});

describe('a wrong request', () => {
  it('has one entry per field, in both languages', async () => {
    const { status, body } = await province().post<Problem>('/campaigns', {
      name: '',
      communeCodes: ['12', 5],
      terms: { calendar: 'sometimes', workMs: { review: -1 } },
      colour: 'red',
    });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      type: 'urn:ban-giao:problem:invalid_input',
      status: 400,
      code: 'invalid_input',
      instance: '/campaigns',
      title: 'Dữ liệu gửi lên không hợp lệ',
      titleEn: 'The request is not valid',
    });
    const byField = new Map(body.errors?.map((error) => [error.field, error]));
    expect([...byField.keys()].sort()).toEqual([
      'colour',
      'communeCodes',
      'name',
      'terms.calendar',
      'terms.workMs.review',
    ]);
    expect(byField.get('colour')).toMatchObject({
      message: 'Trường không được biết',
      messageEn: 'Unknown field',
    });
    expect(byField.get('name')).toMatchObject({
      message: 'Bắt buộc nhập',
      messageEn: 'Must not be empty',
    });
  });

  it.each([
    ['broken JSON', '{"name":', 400, 'invalid_input'],
    ['a list instead of an object', '[]', 400, 'invalid_input'],
    ['more than a megabyte', JSON.stringify({ name: 'x'.repeat(1_100_000) }), 413, 'body_too_large'],
    ['a prototype in its body', '{"__proto__":{"name":"x"}}', 400, 'invalid_input'],
  ])('with %s is refused as a problem', async (_, text, status, code) => {
    const answer = await province().post<Problem>('/campaigns', text);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('of another media type is refused as a problem', async () => {
    const answer = await province().post<Problem>('/campaigns', 'name=x', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
  });

  it('to an unknown address is refused as a problem', async () => {
    const { status, body } = await api.call('GET', '/nowhere?name=Nguyen');
    expect([status, body.code, body.instance]).toEqual([404, 'not_found', '/nowhere']);
  });

  it('with an id that is none names the field', async () => {
    const { status, body } = await province().get<Problem>('/lists/12');
    expect([status, body.code, body.errors?.[0]?.field]).toEqual([400, 'invalid_input', 'id']);
  });

  it('with a wrong query names the field', async () => {
    const { body } = await api.as(`xa.${COMMUNE}`).get<Problem>('/tasks?limit=5000&state=open,lost');
    expect(body.errors?.map(({ field }) => field).sort()).toEqual(['limit', 'state']);
  });
});
