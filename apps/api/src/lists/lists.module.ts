import { Module } from '@nestjs/common';
import { ListsController } from './lists.controller.ts';

@Module({ controllers: [ListsController] })
export class ListsModule {}
