import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DomainError } from '#domain/errors';
import type { Act, Idempotency } from '#persistence/act';
import { listsTimedBy, officesBy } from '#persistence/process/moved-deadlines';
import {
  assignCalendar,
  changeCalendar,
  createCalendar,
  readCalendarView,
  readCalendarViews,
  type CalendarChanged,
  type CalendarContent,
  type CalendarView,
} from '#persistence/repositories/calendars';
import type { Sql } from '#persistence/sql';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { etagOf, SeenVersion } from '../http/versions.ts';
import { fieldProblem } from '../http/validation.pipe.ts';
import { Tagged } from '../openapi/routes.ts';
import { AssignInput, CalendarInput, NewCalendarInput, PreviewQuery } from './calendars.inputs.ts';

/** A list may begin to wait at one of the offices between the look and the lock; then it is looked again. */
const LOOKS = 5;

/** What would have happened, on its way out of an act of which nothing is kept. */
class Previewed<T> extends Error {
  constructor(readonly answer: T) {
    super('previewed');
  }
}

/** Holidays, swap days and office hours; a change moves the deadlines that are still ahead, and shows which before it is made. */
@ApiTags('calendars')
@Controller()
export class CalendarsController {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  @May('calendar.read')
  @Get('calendars')
  async list(@Capacity() actor: ActingCapacity): Promise<{ items: CalendarView[] }> {
    return { items: await this.acts.read(actor, (sql) => readCalendarViews(sql, actor)) };
  }

  @May('calendar.read')
  @Tagged()
  @Get('calendars/:id')
  async read(
    @Capacity() actor: ActingCapacity,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CalendarView> {
    const view = await this.acts.read(actor, (sql) => readCalendarView(sql, id));
    void reply.header('etag', etagOf(view));
    return view;
  }

  @May('calendar.manage')
  @HttpCode(201)
  @Post('calendars')
  create(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Body() { id, baseId = 'vn', ...input }: NewCalendarInput,
  ): Promise<ActAnswer<CalendarChanged>> {
    const content = contentOf(input);
    return this.acts.run({ actor, idempotency, status: 201 }, (act) =>
      createCalendar(act, id, baseId, content),
    );
  }

  /** Replaces name, hours and days. `?preview=true` answers which deadlines would move, and changes nothing. */
  @May('calendar.manage')
  @Put('calendars/:id')
  change(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id') id: string,
    @SeenVersion() version: number,
    @Body() input: CalendarInput,
    @Query() { preview = false }: PreviewQuery,
  ): Promise<ActAnswer<CalendarChanged>> {
    const content = contentOf(input);
    return this.#moving(
      { actor, idempotency, preview },
      (sql) => officesBy(sql, id),
      (act) => changeCalendar(act, id, version, content, { keep: !preview }),
    );
  }

  /** Lets offices work by another calendar. */
  @May('calendar.manage')
  @Put('offices/calendar')
  assign(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Body() { calendarId, officeIds }: AssignInput,
    @Query() { preview = false }: PreviewQuery,
  ): Promise<ActAnswer<Awaited<ReturnType<typeof assignCalendar>>>> {
    const ids = [...new Set(officeIds)];
    return this.#moving(
      { actor, idempotency, preview },
      () => Promise.resolve(ids),
      (act) => assignCalendar(act, calendarId, ids, { keep: !preview }),
    );
  }

  async #moving<T>(
    request: {
      readonly actor: ActingCapacity;
      readonly idempotency: Idempotency;
      readonly preview: boolean;
    },
    offices: (sql: Sql) => Promise<readonly string[]>,
    work: (act: Act) => Promise<T>,
  ): Promise<ActAnswer<T>> {
    const { actor, idempotency, preview } = request;
    if (preview) {
      // Nothing of it is kept, its answer to the key included.
      const answer = await this.acts
        .run({ actor }, async (act) => {
          throw new Previewed(await work(act));
        })
        .catch((error: unknown) => {
          if (error instanceof Previewed) return error.answer as T;
          throw error;
        });
      return new ActAnswer({ answer: answer as T, status: 200, repeated: false });
    }
    for (let look = 1; ; look += 1) {
      const lists = await this.acts.read(actor, async (sql) => listsTimedBy(sql, await offices(sql)));
      try {
        return await this.acts.run({ actor, idempotency, lists }, work);
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== 'version_conflict' || look === LOOKS)
          throw error;
      }
    }
  }
}

function contentOf({ name, hours, days }: CalendarInput): CalendarContent {
  for (const [index, { day }] of days.entries())
    if (new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day)
      throw fieldProblem(`days.${index}.day`, 'Không có ngày này', 'There is no such day');
  return {
    name: name.trim().normalize('NFC'),
    hours: hours ?? null,
    days: days.map((each) => ({ ...each, name: each.name.trim().normalize('NFC') })),
  };
}
