import { Controller, Get, HttpStatus, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Open } from '../auth/may.ts';
import { AlsoAnswers } from '../openapi/routes.ts';
import { HealthService, type Readiness } from './health.service.ts';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(@Inject(HealthService) private readonly health: HealthService) {}

  @Open()
  @Get('live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** 503 unless PostgreSQL and Temporal answer and the relay keeps up; the body names what does not. */
  @Open()
  @AlsoAnswers(503)
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.health.ready();
    if (readiness.status !== 'ready') void reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return readiness;
  }
}
