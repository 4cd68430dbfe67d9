import { Module } from '@nestjs/common';
import { SupervisionController } from './supervision.controller.ts';

@Module({ controllers: [SupervisionController] })
export class SupervisionModule {}
