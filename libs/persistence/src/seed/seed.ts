import type { ClientBase } from 'pg';
import { communesOf, seedUnits } from './units.ts';
import { seedCommunes, seedProvince } from './demo-offices.ts';

/** Bình Thuận: the province whose real figures of 2022 the demo follows. */
export const DEMO_PROVINCE = '60';
export const DEMO_VILLAGES = 10;

/** All units of the country, and the offices and officers of one whole province. One transaction, safe to repeat. */
export async function seedDemo(
  client: ClientBase,
  provinceCode = DEMO_PROVINCE,
  villages = DEMO_VILLAGES,
): Promise<void> {
  await client.query('begin');
  try {
    // Two that start together would otherwise insert the same rows in another order and deadlock.
    await client.query(`select pg_advisory_xact_lock(hashtext('bangiao seed'))`);
    await seedUnits(client);
    await seedProvince(client, provinceCode);
    await seedCommunes(client, { communes: await communesOf(client, provinceCode), villages });
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}
