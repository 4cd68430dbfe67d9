import { Module } from '@nestjs/common';
import { BatchKinds } from './batch-kinds.service.ts';
import { BatchReads } from './batch-reads.service.ts';
import { BatchesController } from './batches.controller.ts';
import { BatchesService } from './batches.service.ts';
import { Carriers } from './carriers.service.ts';
import { ChannelsController } from './channels.controller.ts';
import { ExportsController } from './exports.controller.ts';
import { ExportsService } from './exports.service.ts';
import { ReadingPlaces } from './reading-places.ts';
import { RowCodes } from './row-codes.service.ts';
import { TemplatesController } from './templates.controller.ts';
import { UploadsService } from './uploads.service.ts';

@Module({
  controllers: [ExportsController, BatchesController, TemplatesController, ChannelsController],
  providers: [
    RowCodes,
    ReadingPlaces,
    Carriers,
    BatchKinds,
    BatchesService,
    BatchReads,
    UploadsService,
    ExportsService,
  ],
  exports: [BatchesService],
})
export class FilesModule {}
