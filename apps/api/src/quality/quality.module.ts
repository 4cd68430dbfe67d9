import { Module } from '@nestjs/common';
import { QualityController } from './quality.controller.ts';

@Module({ controllers: [QualityController] })
export class QualityModule {}
