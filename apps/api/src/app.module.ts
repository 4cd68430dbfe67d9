import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AuthModule } from './auth/auth.module.ts';
import { CampaignsModule } from './campaigns/campaigns.module.ts';
import { AuditModule } from './audit/audit.module.ts';
import { CertificatesModule } from './certificates/certificates.module.ts';
import { DatabaseModule } from './database/database.module.ts';
import { ENV, type Env } from './env.ts';
import { DuplicatesModule } from './duplicates/duplicates.module.ts';
import { EvidenceModule } from './evidence/evidence.module.ts';
import { FilesModule } from './files/files.module.ts';
import { HandoversModule } from './handovers/handovers.module.ts';
import { HealthModule } from './health/health.module.ts';
import { ActAnswerInterceptor } from './http/act-answer.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { REQUEST_LOG, type RequestLog } from './http/request-log.ts';
import { FieldsPipe } from './http/validation.pipe.ts';
import { InboxModule } from './inbox/inbox.module.ts';
import { ListsModule } from './lists/lists.module.ts';
import { MembershipsModule } from './memberships/memberships.module.ts';
import { PassportsModule } from './passports/passports.module.ts';
import { PapersModule } from './papers/papers.module.ts';
import { QualityModule } from './quality/quality.module.ts';
import { RecordsModule } from './records/records.module.ts';
import { StepsModule } from './steps/steps.module.ts';
import { SubstitutionsModule } from './substitutions/substitutions.module.ts';
import { TasksModule } from './tasks/tasks.module.ts';
import { NotificationsModule } from './notifications/notifications.module.ts';
import { CalendarsModule } from './calendars/calendars.module.ts';
import { RegistryModule } from './registry/registry.module.ts';
import { ReportsModule } from './reports/reports.module.ts';
import { SupervisionModule } from './supervision/supervision.module.ts';
import { TransfersModule } from './transfers/transfers.module.ts';
import { UnitsModule } from './units/units.module.ts';

/** What the process was started with, for every module. */
@Module({})
class SettingsModule {
  static with(env: Env, log: RequestLog): DynamicModule {
    return {
      module: SettingsModule,
      global: true,
      providers: [
        { provide: ENV, useValue: env },
        { provide: REQUEST_LOG, useValue: log },
      ],
      exports: [ENV, REQUEST_LOG],
    };
  }
}

@Module({})
export class AppModule {
  static with(env: Env, log: RequestLog): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.with(env, log),
        DatabaseModule,
        AuthModule,
        HealthModule,
        UnitsModule,
        CampaignsModule,
        ListsModule,
        InboxModule,
        RecordsModule,
        FilesModule,
        DuplicatesModule,
        TransfersModule,
        QualityModule,
        StepsModule,
        TasksModule,
        SubstitutionsModule,
        HandoversModule,
        PapersModule,
        PassportsModule,
        EvidenceModule,
        AuditModule,
        CertificatesModule,
        MembershipsModule,
        NotificationsModule,
        CalendarsModule,
        RegistryModule,
        ReportsModule,
        SupervisionModule,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: FieldsPipe },
        { provide: APP_INTERCEPTOR, useClass: ActAnswerInterceptor },
      ],
    };
  }
}
