import { Module } from '@nestjs/common';
import { IncidentsController } from './incidents.controller.ts';
import { ProcessLooks } from './process-looks.ts';
import { SupervisionController } from './supervision.controller.ts';

@Module({ controllers: [SupervisionController, IncidentsController], providers: [ProcessLooks] })
export class SupervisionModule {}
