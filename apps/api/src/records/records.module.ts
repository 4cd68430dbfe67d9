import { Module } from '@nestjs/common';
import { CandidatesService } from './candidates.service.ts';
import { RecordReads } from './record-reads.service.ts';
import { RecordDecisionsService } from './record-decisions.service.ts';
import { PeopleSearchController } from './people-search.controller.ts';
import { RecordsController } from './records.controller.ts';

@Module({
  controllers: [RecordsController, PeopleSearchController],
  providers: [RecordDecisionsService, RecordReads, CandidatesService],
})
export class RecordsModule {}
