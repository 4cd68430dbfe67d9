import { Module } from '@nestjs/common';
import { MembershipsController } from './memberships.controller.ts';

@Module({ controllers: [MembershipsController] })
export class MembershipsModule {}
