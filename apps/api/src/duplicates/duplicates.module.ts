import { Module } from '@nestjs/common';
import { DuplicatesController } from './duplicates.controller.ts';

@Module({ controllers: [DuplicatesController] })
export class DuplicatesModule {}
