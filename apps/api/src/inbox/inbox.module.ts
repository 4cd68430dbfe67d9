import { Module } from '@nestjs/common';
import { ClaimsService } from './claims.service.ts';
import { FiltersController } from './filters.controller.ts';
import { InboxController } from './inbox.controller.ts';

/** Needs the port HANDOVER_ACCEPTANCE from the handovers module, which exports it globally. */
@Module({
  controllers: [InboxController, FiltersController],
  providers: [ClaimsService],
  exports: [ClaimsService],
})
export class InboxModule {}
