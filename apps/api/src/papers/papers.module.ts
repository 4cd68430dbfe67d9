import { Module } from '@nestjs/common';
import { PapersController } from './papers.controller.ts';
import { PapersService } from './papers.service.ts';

@Module({ controllers: [PapersController], providers: [PapersService] })
export class PapersModule {}
