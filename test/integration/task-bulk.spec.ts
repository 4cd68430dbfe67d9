import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testApi, type Caller, type Problem, type TestApi } from '../support/api.ts';
import { givenList, givenParcel, givenTask } from '../support/chain.ts';
import { COMMUNE } from '../support/database.ts';

interface Task {
  readonly state: string;
}
interface Bulk {
  readonly done: number;
  readonly refused: number;
  readonly items: readonly { taskId: string; status: number; result?: Task; problem?: Problem }[];
}

let api: TestApi;
let [first, second, chief] = [] as unknown as [Caller, Caller, Caller];
beforeAll(async () => {
  api = await testApi();
  const as = (login: string) => api.as(`${login}.${COMMUNE}`);
  [first, second, chief] = [as('canbo1'), as('canbo2'), as('truongca')];
});
afterAll(() => api.close());

let listId: string;
let taskId: string;
beforeEach(async () => {
  ({ listId } = await givenList(api.db.owner));
  taskId = await verifyTask();
});

async function verifyTask(): Promise<string> {
  const custodian = `CA-${COMMUNE}`;
  const parcelNo = await givenParcel(api.db.owner, listId, {
    kind: 'police',
    stage: 'verify',
    custodian,
    count: 4,
  });
  return givenTask(api.db.owner, listId, 'verify', { scope: String(parcelNo) });
}

interface EventBody {
  readonly type: string;
  readonly personId: string;
  readonly onBehalfOf?: { personId: string; substitutionId: string | null };
  readonly payload: Record<string, unknown>;
}
async function events(): Promise<EventBody[]> {
  const { rows } = await api.db.owner.query<{ body: string }>(
    `select body from events where list_id = $1 order by event_no`,
    [listId],
  );
  return rows.map(({ body }) => JSON.parse(body) as EventBody);
}

describe('comments and files', () => {
  it('keeps a comment for good, with its hash in the event', async () => {
    const { status, body } = await second.post<{ no: number; sha256: string }>(`/tasks/${taskId}/comments`, {
      text: 'Đã gọi điện cho Tổ công tác thôn',
    });
    expect([status, body.no]).toEqual([201, 1]);
    expect((await events()).at(-1)?.payload).toMatchObject({ no: 1, sha256: body.sha256 });
    await expect(api.db.owner.query(`update task_comments set text = 'khác'`)).rejects.toThrow('append_only');
    const { body: page } = await first.get<{ items: { text: string }[] }>(`/tasks/${taskId}/comments`);
    expect(page.items.map(({ text }) => text)).toEqual(['Đã gọi điện cho Tổ công tác thôn']);
  });

  const upload = async (content: Buffer, name = 'Giấy khai sinh.png', key = `f-${Math.random()}`) =>
    fetch(`${api.url}/tasks/${taskId}/attachments`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await api.issuer.token(`canbo1.${COMMUNE}`)}`,
        'content-type': 'application/octet-stream',
        'idempotency-key': key,
        'x-file-name': encodeURIComponent(name),
      },
      body: new Uint8Array(content),
    });
  const png = (size: number) =>
    Buffer.concat([
      Buffer.from(
        '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154',
        'hex',
      ),
      Buffer.alloc(size, 7),
    ]);

  it('keeps a file of three pieces and gives the same bytes back, as a download only', async () => {
    const content = png(1_200_000);
    const kept = await upload(content);
    const { id, mediaType, sizeBytes } = (await kept.json()) as {
      id: string;
      mediaType: string;
      sizeBytes: number;
    };
    expect([kept.status, mediaType, sizeBytes]).toEqual([201, 'image/png', content.length]);
    const sent = await fetch(`${api.url}/tasks/${taskId}/attachments/${id}/content`, {
      headers: { authorization: `Bearer ${await api.issuer.token(`canbo2.${COMMUNE}`)}` },
    });
    expect(sent.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''Gi%E1%BA%A5y/);
    expect(sent.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await sent.arrayBuffer()).equals(content)).toBe(true);
  });

  it('refuses what is no paper by its contents, whatever the name says, and what is too large', async () => {
    expect((await upload(Buffer.from('<script>alert(1)</script>'), 'anh.png')).status).toBe(422);
    expect((await upload(png(20 * 1_048_576))).status).toBe(413);
  });

  it('keeps a repeated file once, and refuses the key with another file', async () => {
    const [one, again] = [await upload(png(10), 'a.png', 'same'), await upload(png(10), 'a.png', 'same')];
    expect(await again.json()).toEqual(await one.json());
    expect((await upload(png(11), 'a.png', 'same')).status).toBe(422);
  });
});

describe('many tasks at once', () => {
  const bulk = (who: Caller, body: object, key?: string) =>
    who.post<Bulk & Problem>('/tasks/bulk', body, key === undefined ? {} : { key });

  it('answers item by item, and does what can be done', async () => {
    const [two, three] = [await verifyTask(), await verifyTask()];
    await second.post(`/tasks/${two}/claim`);
    const { status, body } = await bulk(first, {
      act: 'claim',
      items: [taskId, two, three].map((id) => ({ taskId: id })),
    });
    expect([status, body.done, body.refused]).toEqual([207, 2, 1]);
    expect(body.items.map((item) => [item.status, item.problem?.code])).toEqual([
      [200, undefined],
      [409, 'task_claimed_by_other'],
      [200, undefined],
    ]);
    expect(body.items[1]?.problem?.['claimedBy']).toMatchObject({
      fullName: expect.stringContaining('Cán bộ 2'),
    });
  });

  it('says in a dry run what would happen, and changes nothing', async () => {
    const { body } = await bulk(first, { act: 'claim', items: [{ taskId }], dryRun: true });
    expect(body.items[0]?.result?.state).toBe('claimed');
    expect((await first.get<Task>(`/tasks/${taskId}`)).body.state).toBe('open');
    expect(await events()).toEqual([]);
  });

  it('does nothing twice when the request is sent again', async () => {
    const items = [{ taskId }];
    await bulk(first, { act: 'comment', note: 'Một lần', items }, 'again');
    await bulk(first, { act: 'comment', note: 'Một lần', items }, 'again');
    expect((await events()).map(({ type }) => type)).toEqual(['task.commented']);
  });

  it('refuses an act the role never may, and a field that is missing', async () => {
    const items = [{ taskId }];
    expect((await bulk(first, { act: 'reassign', reason: 'Không', items })).body.code).toBe('no_permission');
    const { status, body } = await bulk(chief, { act: 'priority', reason: 'Thiếu', items });
    expect([status, body.errors?.[0]?.field]).toEqual([400, 'priority']);
  });
});
