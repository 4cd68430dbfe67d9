import { Module } from '@nestjs/common';
import { HandoversModule } from '../handovers/handovers.module.ts';
import { StepsController } from './steps.controller.ts';
import { StepsService } from './steps.service.ts';

@Module({
  imports: [HandoversModule],
  controllers: [StepsController],
  providers: [StepsService],
  exports: [StepsService],
})
export class StepsModule {}
