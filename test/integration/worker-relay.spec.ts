import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { MESSAGES_CHANNEL } from '#persistence/channel';
import { systemSql } from '#persistence/process/system-sql';
import { cleanListWorkflowId } from '#workflows/clean-list/clean-list.messages';
import { createActivities } from '../../apps/worker/src/activities.ts';
import { Reconciler } from '../../apps/worker/src/reconciler.ts';
import { Relay } from '../../apps/worker/src/relay.ts';
import { createWaker, type Wake } from '../../apps/worker/src/waker.ts';
import { givenCampaign, givenList } from '../support/chain.ts';
import { COMMUNE, OTHER_COMMUNE, testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../workflows/stage.ts';
import { testTemporal, type TestTemporal } from '../workflows/temporal.ts';

const log = pino({ level: 'silent' });
let db: TestDatabase;
let temporal: TestTemporal;
beforeAll(async () => {
  [db, temporal] = await Promise.all([testDatabase(), testTemporal()]);
});
afterAll(async () => {
  await temporal.close();
  await db.close();
});

/** Runs `story` with a worker on the real database and a relay. Outside systems cannot be reached. */
async function withRelay(story: (wake: Wake) => Promise<void>, pollMs = 5_000): Promise<void> {
  const source = await db.connect('system');
  const { activities, close } = createActivities(source, {
    platformUrl: 'http://127.0.0.1:9',
    populationUrl: 'http://127.0.0.1:9',
    outsideTimeoutMs: 200,
  });
  await temporal.withWorker(activities, async (taskQueue) => {
    const wake = createWaker(temporal.env.client, taskQueue);
    const relay = new Relay(db.systemUrl, wake, pollMs, log);
    relay.start();
    await eventually('the relay is connected', () => relay.connected);
    try {
      await story(wake);
    } finally {
      await relay.stop();
      await close();
    }
  });
}

const tell = (workflow: string, id: string) =>
  db.owner.query(`insert into workflow_messages (workflow, subject_id) values ($1, $2)`, [workflow, id]);
const notify = () => db.owner.query(`notify ${MESSAGES_CHANNEL}`);

async function taskIsOpen(listId: string, step: string): Promise<boolean> {
  const { rows } = await db.owner.query(`select from tasks where list_id = $1 and step = $2`, [listId, step]);
  return rows.length > 0;
}

async function stop(listId: string): Promise<void> {
  await temporal.env.client.workflow.getHandle(cleanListWorkflowId(listId)).terminate();
}

describe('the relay', () => {
  it('starts a list’s workflow, opens the next task within moments of the message, and deletes what it delivered', async () => {
    await withRelay(async () => {
      const { listId } = await givenList(db.owner, { state: 'waiting' });
      await tell('cleanList', listId);
      await notify();
      await eventually('the open task is there', () => taskIsOpen(listId, 'open'));
      await db.owner.query(`update tasks set state = 'completed', outcome = 'opened' where list_id = $1`, [
        listId,
      ]);
      await db.owner.query(`update lists set state = 'open' where id = $1`, [listId]);
      await Promise.all([tell('cleanList', listId), tell('cleanList', listId)]);
      const told = Date.now();
      await notify();
      await eventually('the compile task is there', () => taskIsOpen(listId, 'compile'));
      // The goal is 30 ms on a quiet machine; a busy one may take longer, a poll of five seconds would.
      expect(Date.now() - told).toBeLessThan(2_000);
      await eventually('the outbox is empty', async () => {
        const { rows } = await db.owner.query(`select from workflow_messages`);
        return rows.length === 0;
      });
      await stop(listId);
    });
  });

  it('finds messages without a notification, and after its connection was cut', async () => {
    await withRelay(async () => {
      await db.owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ban-giao relay' and datname = current_database()`,
      );
      const { listId } = await givenList(db.owner, { state: 'waiting' });
      await tell('cleanList', listId);
      await eventually('the open task is there', () => taskIsOpen(listId, 'open'));
      await stop(listId);
    }, 50);
  });

  it('runs a campaign from its draft to the lists of its communes', async () => {
    await withRelay(async () => {
      const campaignId = await givenCampaign(db.owner, {
        state: 'draft',
        communeCodes: [COMMUNE, OTHER_COMMUNE],
      });
      await tell('campaign', campaignId);
      await eventually('the directing task is there', async () => {
        const { rows } = await db.owner.query(`select from tasks where campaign_id = $1`, [campaignId]);
        return rows.length === 1;
      });
      await db.owner.query(
        `update tasks set state = 'completed', outcome = 'directed' where campaign_id = $1`,
        [campaignId],
      );
      await db.owner.query(`update campaigns set state = 'open' where id = $1`, [campaignId]);
      await tell('campaign', campaignId);
      await eventually('both lists wait to be opened', async () => {
        const { rows } = await db.owner.query(
          `select from tasks t join lists l on l.id = t.list_id where l.campaign_id = $1 and t.step = 'open'`,
          [campaignId],
        );
        return rows.length === 2;
      });
      await db.owner.query(`update lists set state = 'cancelled' where campaign_id = $1`, [campaignId]);
      await tell('campaign', campaignId);
      await eventually('the campaign is closed', async () => {
        const { rows } = await db.owner.query(`select from campaigns where id = $1 and state = 'closed'`, [
          campaignId,
        ]);
        return rows.length === 1;
      });
    }, 50);
  });
});

describe('the reconciler', () => {
  it('starts every unfinished list again when Temporal has lost everything', async () => {
    await withRelay(async (wake) => {
      const lists = await Promise.all([
        givenList(db.owner),
        givenList(db.owner, { communeCode: OTHER_COMMUNE }),
      ]);
      const source = await db.connect('system');
      let namespace = 'first';
      const reconciler = new Reconciler(systemSql(source), wake, log, {
        afterMs: 3_600_000,
        namespaceId: () => Promise.resolve(namespace),
      });
      reconciler.start();
      const running = async (listId: string) => {
        const handle = temporal.env.client.workflow.getHandle(cleanListWorkflowId(listId));
        return (await handle.describe().catch(() => undefined))?.status.name === 'RUNNING';
      };
      const allRun = async () =>
        (await Promise.all(lists.map(({ listId }) => running(listId)))).every(Boolean);
      await eventually('both run', allRun);
      await Promise.all(lists.map(({ listId }) => stop(listId)));
      namespace = 'second';
      await eventually('both run again', allRun);
      await reconciler.stop();
      await Promise.all(lists.map(({ listId }) => stop(listId)));
    });
  });
});
