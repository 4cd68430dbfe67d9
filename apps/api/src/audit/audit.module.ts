import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.ts';
import { ComparisonService } from './comparison.service.ts';
import { LookingBackService } from './looking-back.service.ts';
import { QueuesController } from './queues.controller.ts';

@Module({
  controllers: [AuditController, QueuesController],
  providers: [LookingBackService, ComparisonService],
})
export class AuditModule {}
