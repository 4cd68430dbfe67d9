import { Module } from '@nestjs/common';
import { CustodyController } from './custody.controller.ts';
import { ListsController } from './lists.controller.ts';

@Module({ controllers: [ListsController, CustodyController] })
export class ListsModule {}
