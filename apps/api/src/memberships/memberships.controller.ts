import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '#domain/errors';
import type { Idempotency } from '#persistence/act';
import {
  endMembership,
  grantMembership,
  listsOfHolder,
  readMemberships,
  type Ended,
  type MembershipView,
} from '#persistence/repositories/memberships';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { EndBody, MembershipBody } from './memberships.bodies.ts';

/** The holder may claim another task between the look and the lock; then it is looked again. */
const LOOKS = 5;

@ApiTags('memberships')
@Controller()
export class MembershipsController {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  @May('membership.read')
  @Get('offices/:id/memberships')
  ofOffice(@Param('id') id: string, @Capacity() actor: ActingCapacity): Promise<MembershipView[]> {
    return this.acts.read(actor, (sql) => readMemberships(sql, actor, id));
  }

  /** Gives somebody a post; which ones depends on the role of the giver. */
  @May('membership.grant')
  @HttpCode(201)
  @Post('memberships')
  grant(
    @Body() { subject, fullName, officeId, role, validTo }: MembershipBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<MembershipView>> {
    return this.acts.run({ actor, idempotency, status: 201 }, (act) =>
      grantMembership(act, {
        ...{ subject, officeId, role },
        fullName: fullName?.trim().normalize('NFC') ?? null,
        validTo: validTo === undefined ? null : new Date(validTo),
      }),
    );
  }

  /** Ends a post at once: its claims go back to the office, its holder's sessions end. */
  @May('membership.end')
  @Delete('memberships/:id')
  async end(
    @Param('id', UuidPipe) id: string,
    @Body() { reason }: EndBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<Ended>> {
    for (let look = 1; ; look += 1) {
      const lists = await this.acts.read(actor, (sql) => listsOfHolder(sql, id));
      try {
        return await this.acts.run({ actor, idempotency, lists }, (act) =>
          endMembership(act, id, lists, reason),
        );
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== 'version_conflict' || look === LOOKS)
          throw error;
      }
    }
  }
}
