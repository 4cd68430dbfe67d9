import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { findPeople, type FoundRecord } from '#persistence/repositories/people-search';
import { AccessLog } from '../auth/access-log.ts';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import { TextField } from '../http/fields.ts';
import { decodeCursor, pageOf, PageQuery, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { fieldProblem } from '../http/validation.pipe.ts';

export class PeopleSearchBody extends PageQuery {
  @TextField({ optional: true, pattern: /^[0-9A-Za-z]{6,20}$/ })
  readonly idNumber?: string;

  @TextField({
    optional: true,
    min: 4,
    max: 100,
    description: 'The beginning of a full name, with or without marks',
  })
  readonly name?: string;

  @TextField({ min: 10, max: 500, description: 'Why the person is looked for; kept in the access log' })
  readonly purpose!: string;
}

@ApiTags('records')
@Controller('records')
export class PeopleSearchController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(AccessLog) private readonly accessLog: AccessLog,
  ) {}

  /** Looks for a person by number or name among the records one may read. A POST, so that neither stands in an address; logged before anything is shown. */
  @May('record.search')
  @HttpCode(200)
  @Post('search')
  async search(
    @Capacity() actor: ActingCapacity,
    @Body() { idNumber, name, purpose, cursor, limit = USUAL_LIMIT }: PeopleSearchBody,
  ): Promise<Page<FoundRecord>> {
    if ((idNumber === undefined) === (name === undefined))
      throw fieldProblem('idNumber', 'Nhập số định danh hoặc họ tên', 'Give either the number or the name');
    const after = decodeCursor(cursor, ['uuid', 'number']);
    const rows = await this.acts.read(actor, (sql) => findPeople(sql, { idNumber, name }, after, limit));
    await this.accessLog.seen('search', actor, 'record.search', 'records', {
      ...{ by: idNumber === undefined ? 'name' : 'idNumber', found: Math.min(rows.length, limit), purpose },
      onBehalfOf: actor.onBehalfOf?.personId ?? null,
    });
    return pageOf(rows, limit, ({ listId, recordNo }) => [listId, recordNo]);
  }
}
