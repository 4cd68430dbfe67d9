import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import {
  readOffices,
  readUnit,
  readUnits,
  type Office,
  type Unit,
  type UnitHistory,
} from '#persistence/repositories/units';
import { May } from '../auth/may.ts';
import { TextField } from '../http/fields.ts';

class UnitsQuery {
  @TextField({ optional: true, max: 20, description: 'Code of the unit above; none: the provinces' })
  readonly parent?: string;
}

class OfficesQuery {
  @TextField({ max: 20, description: 'Code of a commune' })
  readonly commune!: string;
}

@ApiTags('units')
@Controller()
export class UnitsController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @May('unit.read')
  @Get('units')
  async units(@Query() { parent }: UnitsQuery): Promise<{ items: Unit[] }> {
    return { items: await readUnits(this.dataSource, parent ?? null) };
  }

  /** One unit, also an ended one, with its successors and predecessors. */
  @May('unit.read')
  @Get('units/:code')
  unit(@Param('code') code: string): Promise<UnitHistory> {
    return readUnit(this.dataSource, code);
  }

  @May('unit.read')
  @Get('offices')
  async offices(@Query() { commune }: OfficesQuery): Promise<{ items: Office[] }> {
    return { items: await readOffices(this.dataSource, commune) };
  }
}
