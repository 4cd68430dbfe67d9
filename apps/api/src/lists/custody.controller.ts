import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { readListCustody, type ListCustody } from '#persistence/repositories/custody-ledger';
import { readList } from '#persistence/repositories/lists';
import { readParcelCustody, type ParcelStay } from '#persistence/repositories/parcel-custody';
import { readRecordCustody, type CustodyInterval } from '#persistence/repositories/record-custody';
import { readRecordQueue, type RecordQueue } from '#persistence/repositories/record-queue';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import { decodeCursor, pageOf, PageQuery, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { RecordNumberPipe } from '../records/record-number.pipe.ts';

/** Who holds a list's records, since when, and how long each office took. */
@ApiTags('custody')
@Controller('lists')
export class CustodyController {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  @May('list.read')
  @Get(':id/custody')
  custody(@Capacity() actor: ActingCapacity, @Param('id', UuidPipe) id: string): Promise<ListCustody> {
    return this.acts.read(actor, async (sql) => readListCustody(sql, await readList(sql, actor, id)));
  }

  /** Every office and step a parcel went through, with the working time each took. */
  @May('list.read')
  @Get(':id/parcels/:no/custody')
  async ofParcel(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Param('no', RecordNumberPipe) no: number,
  ): Promise<{ parcelNo: number; items: ParcelStay[] }> {
    const items = await this.acts.read(actor, async (sql) =>
      readParcelCustody(sql, await readList(sql, actor, id), no),
    );
    return { parcelNo: no, items };
  }

  /** Which queue holds a record now, why, and why not the others. */
  @May('list.read')
  @Get(':id/records/:no/queue')
  queue(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Param('no', RecordNumberPipe) no: number,
  ): Promise<RecordQueue> {
    return this.acts.read(actor, async (sql) => readRecordQueue(sql, await readList(sql, actor, id), no));
  }

  /** Every holder of one record from the loading on, with what was offered meanwhile. */
  @May('list.read')
  @Get(':id/records/:no/custody')
  async ofRecord(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Param('no', RecordNumberPipe) no: number,
    @Query() { cursor, limit = USUAL_LIMIT }: PageQuery,
  ): Promise<Page<CustodyInterval>> {
    const [after] = decodeCursor(cursor, ['long']) ?? [0];
    const rows = await this.acts.read(actor, async (sql) =>
      readRecordCustody(sql, await readList(sql, actor, id), no, after, limit),
    );
    return pageOf(rows, limit, ({ eventNo }) => [eventNo]);
  }
}
