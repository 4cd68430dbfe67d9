import { Module } from '@nestjs/common';
import { InboxModule } from '../inbox/inbox.module.ts';
import { StepsModule } from '../steps/steps.module.ts';
import { AttachmentsController } from './attachments.controller.ts';
import { AttachmentsService } from './attachments.service.ts';
import { BulkService } from './bulk.service.ts';
import { TaskActsController } from './task-acts.controller.ts';

@Module({
  imports: [InboxModule, StepsModule],
  controllers: [TaskActsController, AttachmentsController],
  providers: [BulkService, AttachmentsService],
})
export class TasksModule {}
