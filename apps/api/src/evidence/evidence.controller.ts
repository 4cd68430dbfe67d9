import type { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { Sends } from '../openapi/routes.ts';
import { RecordNumberPipe } from '../records/record-number.pipe.ts';
import { EvidenceExportService } from './evidence-export.service.ts';
import { EvidenceQuery, RecordProofQuery } from './evidence.inputs.ts';
import { RecordProofService, type RecordProof } from './record-proof.service.ts';

@ApiTags('evidence')
@Controller('lists')
export class EvidenceController {
  constructor(
    @Inject(EvidenceExportService) private readonly exports: EvidenceExportService,
    @Inject(RecordProofService) private readonly proofs: RecordProofService,
  ) {}

  /** Everything that proves the list's way, as one zip that can be checked without this server. */
  @May('evidence.read')
  @Sends('application/zip')
  @Get(':id/evidence')
  async bundle(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Query() query: EvidenceQuery,
  ): Promise<StreamableFile> {
    const { stream, name }: { stream: Readable; name: string } = await this.exports.open(actor, id, query);
    return new StreamableFile(stream, {
      type: 'application/zip',
      disposition: `attachment; filename="${name}"`,
    });
  }

  /** Proof that one record stands in a signed handover, without the other records. */
  @May('evidence.read')
  @Get(':id/records/:no/proof')
  proof(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Param('no', RecordNumberPipe) recordNo: number,
    @Query() query: RecordProofQuery,
  ): Promise<RecordProof> {
    return this.proofs.prove(actor, id, recordNo, query);
  }
}
