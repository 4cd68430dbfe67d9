import { Global, Module } from '@nestjs/common';
import { HANDOVER_ACCEPTANCE } from '../inbox/handover-acceptance.ts';
import { AcceptanceService } from './acceptance.service.ts';
import { EVIDENCE, EVIDENCE_PROVIDER } from './evidence.provider.ts';
import { HandoverTasksController } from './handover-tasks.controller.ts';
import { HandoversController } from './handovers.controller.ts';
import { HandoversService } from './handovers.service.ts';
import { RevocationLists } from './revocation-lists.ts';
import { SignatureCheckService } from './signature-check.service.ts';

/** Global, because claiming a task (inbox) accepts handovers without knowing how. */
@Global()
@Module({
  controllers: [HandoversController, HandoverTasksController],
  providers: [
    EVIDENCE_PROVIDER,
    RevocationLists,
    SignatureCheckService,
    HandoversService,
    { provide: HANDOVER_ACCEPTANCE, useClass: AcceptanceService },
  ],
  exports: [EVIDENCE, HANDOVER_ACCEPTANCE, SignatureCheckService],
})
export class HandoversModule {}
