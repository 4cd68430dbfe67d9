import { readFile } from 'node:fs/promises';
import type { DataSource } from 'typeorm';
import { guarded } from '../failures.ts';
import { createPassportActivities, type PlatformFeed } from '../passports.activities.ts';
import { KeyChain } from './key-chain.ts';
import { threadPool, type PagePool } from './page-pool.ts';
import type { Progress } from '../ports.ts';
import { Acts } from '#persistence/act';
import { checkPassports } from '#persistence/process/passports/checks';
import { closeDay, openDay } from '#persistence/process/passports/days';
import { feedCursor, storeFeedPage } from '#persistence/process/passports/feed';
import { issuingState, keysThatSign, storeMade, wantedLines } from '#persistence/process/passports/issuing';
import { storeJudged, takeOverFromLists, unjudgedLines } from '#persistence/process/passports/people';
import { orderRenewals } from '#persistence/process/passports/renewals';
import { systemSql } from '#persistence/process/system-sql';
import { openSecretBox } from '#signatures/secret-box';

export interface PassportSettings {
  /** The file whose contents open sealed signing keys. */
  readonly secretsKeyFile: string;
  /** PIN of hardware tokens. */
  readonly tokenPin: string | undefined;
  readonly issuerName: string;
  readonly threads: number;
  readonly clock?: () => Date;
  /** Another pool than threads, for tests. */
  readonly pool?: PagePool;
  readonly page?: number;
}

/** The activities of vaccine passports, wired to the database; `close` ends threads and tokens. */
export function passportActivities(
  dataSource: DataSource,
  platform: PlatformFeed,
  settings: PassportSettings,
  progress: () => Progress,
) {
  const acts = new Acts(dataSource);
  const sql = systemSql(dataSource);
  const pool = settings.pool ?? threadPool(settings.threads);
  const keyChain = new KeyChain({
    async passphrase() {
      await openSecretBox(settings.secretsKeyFile);
      return (await readFile(settings.secretsKeyFile, 'utf8')).trim();
    },
    pin: settings.tokenPin,
  });
  const activities = guarded(
    createPassportActivities(
      {
        feedCursor: () => feedCursor(sql),
        storeFeed: (page, at) => storeFeedPage(acts, page, at),
        takeOverFromLists: () => takeOverFromLists(sql),
        unjudged: (after, limit) => unjudgedLines(sql, after, limit),
        storeJudged: (judged, at) => storeJudged(acts, judged, at),
        openDay: (day, at, dueAt) => openDay(sql, day, at, dueAt),
        closeDay: (day, at) => closeDay(sql, day, at),
        issuingState: () => issuingState(sql),
        keys: () => keysThatSign(sql),
        wanted: (at, after, limit) => wantedLines(sql, at, after, limit),
        storeMade: (rows, officeId) => storeMade(acts, rows, officeId),
        orderRenewals: (at) => orderRenewals(acts, at),
        checkAll: (day, at) => checkPassports(acts, day, at),
      },
      platform,
      progress,
      {
        ...{ pool, keyChain, issuerName: settings.issuerName, clock: settings.clock ?? (() => new Date()) },
        ...(settings.page === undefined ? {} : { page: settings.page }),
      },
    ),
  );
  const close = async () => {
    keyChain.close();
    await pool.close();
  };
  return { activities, close };
}
