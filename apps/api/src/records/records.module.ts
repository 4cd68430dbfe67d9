import { Module } from '@nestjs/common';
import { RecordDecisionsService } from './record-decisions.service.ts';
import { PeopleSearchController } from './people-search.controller.ts';
import { RecordsController } from './records.controller.ts';

@Module({ controllers: [RecordsController, PeopleSearchController], providers: [RecordDecisionsService] })
export class RecordsModule {}
