import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { BatchesController } from './batches.controller.ts';
import { FacilityController } from './facility.controller.ts';
import { HolderController } from './holder.controller.ts';
import { KeysController } from './keys.controller.ts';
import { PublicController } from './public.controller.ts';
import { PublicListsService } from './public-lists.service.ts';

@Module({
  imports: [AuthModule],
  controllers: [FacilityController, BatchesController, KeysController, PublicController, HolderController],
  providers: [PublicListsService],
})
export class PassportsModule {}
