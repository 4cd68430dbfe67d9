import { Global, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { createDataSource } from '#persistence/data-source';
import { ENV, type Env } from '../env.ts';
import { ActsService } from './acts.service.ts';
import { MessageNotifier } from './message-notifier.ts';

/** The one connection pool of the API, as the role `bangiao_api` under row-level security. */
@Global()
@Module({
  providers: [
    {
      provide: DataSource,
      inject: [ENV],
      useFactory: (env: Env) =>
        createDataSource({
          pipeline: true,
          url: env.databaseUrl,
          poolSize: env.databasePool,
          applicationName: 'ban-giao-api',
        }).initialize(),
    },
    MessageNotifier,
    ActsService,
  ],
  exports: [DataSource, ActsService],
})
export class DatabaseModule implements OnModuleDestroy {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async onModuleDestroy(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
