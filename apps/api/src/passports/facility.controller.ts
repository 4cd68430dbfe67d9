import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ELIGIBILITY_REASONS, type EligibilityReason } from '#domain/passports/eligibility-reasons';
import type { Idempotency } from '#persistence/act';
import {
  confirmDay,
  readDays,
  type FacilityDayView,
} from '#persistence/repositories/passports/facility-days';
import {
  countVaccinees,
  readVaccinees,
  setAside,
  type SetAsideAnswer,
  type VaccineeView,
} from '#persistence/repositories/passports/facility-people';
import {
  readCorrections,
  resolveCorrection,
  type CorrectionView,
} from '#persistence/repositories/passports/corrections';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import {
  ConfirmDayBody,
  CorrectionsQuery,
  DaysQuery,
  PeopleQuery,
  ResolveBody,
  SetAsideBody,
} from './passports.inputs.ts';

interface Explained {
  readonly code: string;
  readonly mends: string;
  readonly vi: string;
  readonly en: string;
}
type ExplainedPerson = Omit<VaccineeView, 'reasons'> & { readonly reasons: readonly Explained[] };

@ApiTags('passports')
@Controller('passports')
export class FacilityController {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  /** The facility's days; the province's offices see all of theirs, by counts. */
  @May('passport.days.read')
  @Get('progress')
  progress(@Query() query: DaysQuery, @Capacity() actor: ActingCapacity): Promise<Page<FacilityDayView>> {
    return this.#days(query, actor);
  }

  @May('passport.read')
  @Get('days')
  days(@Query() query: DaysQuery, @Capacity() actor: ActingCapacity): Promise<Page<FacilityDayView>> {
    return this.#days(query, actor);
  }

  /** The day was checked, also when nobody was on it. */
  @May('passport.confirm')
  @Post('days/:day/confirm')
  confirm(
    @Param('day') day: string,
    @Body() { version }: ConfirmDayBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<FacilityDayView>> {
    return this.acts.run({ actor, idempotency }, (act) =>
      confirmDay(act, actor.officeId, /^\d{4}-\d\d-\d\d$/.test(day) ? day : '0001-01-01', version),
    );
  }

  /** People with a dose of the facility, each with everything that keeps him from a certificate and who can mend it. */
  @May('passport.read')
  @Get('people')
  async people(
    @Query() { cursor, limit = USUAL_LIMIT, state = 'waiting' }: PeopleQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<Page<ExplainedPerson>> {
    const [after] = decodeCursor(cursor, ['text']) ?? [''];
    const rows = await this.acts.read(actor, (sql) =>
      readVaccinees(sql, actor.officeId, { state, after, limit }),
    );
    const { items, nextCursor } = pageOf(rows, limit, ({ subjectId }) => [subjectId]);
    return {
      items: items.map((person) => ({ ...person, reasons: person.reasons.map(explained) })),
      nextCursor,
    };
  }

  @May('passport.read')
  @Get('people/counts')
  counts(
    @Capacity() actor: ActingCapacity,
  ): Promise<{ waiting: number; eligible: number; reasons: Record<string, number> }> {
    return this.acts.read(actor, (sql) => countVaccinees(sql, actor.officeId));
  }

  /** Sets people aside or takes them back; a wrong dose becomes a correction of its facility. */
  @May('passport.set-aside')
  @Post('people/set-aside')
  setAside(
    @Body() { items }: SetAsideBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ items: SetAsideAnswer[] }>> {
    return this.acts.run({ actor, idempotency }, async (act) => ({
      items: await setAside(
        act,
        actor.officeId,
        items.map(({ subjectId, reason = null, doseNo }) => ({ subjectId, reason, doseNo })),
      ),
    }));
  }

  @May('passport.correct')
  @Get('corrections')
  async corrections(
    @Query() { cursor, limit = USUAL_LIMIT, state = 'open' }: CorrectionsQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<Page<CorrectionView>> {
    const after = decodeCursor(cursor, ['moment', 'uuid']) as [string, string] | undefined;
    const rows = await this.acts.read(actor, (sql) =>
      readCorrections(sql, actor.officeId, { state, after, limit }),
    );
    const { items, nextCursor } = pageOf(rows, limit, ({ key, id }) => [key, id]);
    return { items: items.map(({ key: _, ...correction }) => correction), nextCursor };
  }

  /** Ends a correction. Whoever corrects a dose does not sign it: a colleague does. */
  @May('passport.correct')
  @Post('corrections/:id/resolve')
  resolve(
    @Param('id', UuidPipe) id: string,
    @Body() body: ResolveBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<CorrectionView>> {
    return this.acts.run({ actor, idempotency }, (act) => resolveCorrection(act, id, body));
  }

  async #days(
    { cursor, limit = USUAL_LIMIT, day, late = false }: DaysQuery,
    actor: ActingCapacity,
  ): Promise<Page<FacilityDayView>> {
    const before = decodeCursor(cursor, ['text', 'text']) as [string, string] | undefined;
    const rows = await this.acts.read(actor, (sql) => readDays(sql, { day, late, before, limit }));
    return pageOf(rows, limit, (row) => [row.day, row.officeId]);
  }
}

function explained(code: string): Explained {
  const { mends, vi, en } = ELIGIBILITY_REASONS[code as EligibilityReason];
  return { code, mends, vi, en };
}
