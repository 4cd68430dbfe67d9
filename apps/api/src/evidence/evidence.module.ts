import { Module } from '@nestjs/common';
import { openSealKey } from '#signatures/seal';
import { ENV, type Env } from '../env.ts';
import { EvidenceController } from './evidence.controller.ts';
import { EvidenceExportService } from './evidence-export.service.ts';
import { RecordProofService } from './record-proof.service.ts';
import { SEAL_KEY } from './seal-key.ts';

@Module({
  controllers: [EvidenceController],
  providers: [
    { provide: SEAL_KEY, inject: [ENV], useFactory: ({ sealKeyFile }: Env) => openSealKey(sealKeyFile) },
    EvidenceExportService,
    RecordProofService,
  ],
})
export class EvidenceModule {}
