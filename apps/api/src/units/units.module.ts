import { Module } from '@nestjs/common';
import { MergersController } from './mergers.controller.ts';
import { UnitsController } from './units.controller.ts';

@Module({ controllers: [UnitsController, MergersController] })
export class UnitsModule {}
