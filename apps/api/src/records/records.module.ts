import { Module } from '@nestjs/common';
import { RecordDecisionsService } from './record-decisions.service.ts';
import { RecordsController } from './records.controller.ts';

@Module({ controllers: [RecordsController], providers: [RecordDecisionsService] })
export class RecordsModule {}
