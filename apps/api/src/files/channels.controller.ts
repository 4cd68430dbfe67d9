import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CHANNELS, OUTSIDE_SYSTEMS, type Channel, type OutsideSystem } from '#domain/process/channels';
import type { Idempotency } from '#persistence/act';
import {
  askAnew,
  readChannels,
  setChannel,
  waitingLists,
  type ChannelView,
} from '#persistence/files/channels';
import { readCertificate } from '#signatures/envelope';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { FlagField, OneOfField, TextField } from '../http/fields.ts';
import { Idempotent } from '../http/idempotency.ts';
import { fieldProblem } from '../http/validation.pipe.ts';

export class ChannelBody {
  @OneOfField(CHANNELS, {
    description: 'api: gọi qua mạng; files: mang tệp / over the network, or files that people carry',
  })
  readonly channel!: string;

  @TextField({
    optional: true,
    max: 20_000,
    description: 'PEM; tệp mang đi được mã hóa cho chứng thư này / files that go out are encrypted to it',
  })
  readonly certificatePem?: string;

  @FlagField({
    optional: true,
    description: 'Tệp mang về phải được ký / what comes back must be signed with it',
  })
  readonly signed?: boolean;
}

@ApiTags('files')
@Controller('offices')
export class ChannelsController {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  /** By which way the office reaches outside systems. */
  @May('channel.read')
  @Get(':id/channels')
  async read(@Param('id') id: string, @Capacity() actor: ActingCapacity): Promise<{ items: ChannelView[] }> {
    return { items: await this.acts.read(actor, (sql) => readChannels(sql, actor, id)) };
  }

  /** Chooses the way; work that waits for people begins anew by the way that is set now. */
  @May('channel.set')
  @Put(':id/channels/:system')
  async set(
    @Param('id') id: string,
    @Param('system') named: string,
    @Body() { channel, certificatePem = '', signed = false }: ChannelBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<ChannelView>> {
    const system = OUTSIDE_SYSTEMS.find((one) => one === named) as OutsideSystem;
    if (system === undefined)
      throw fieldProblem(
        'system',
        `Phải là một trong: ${OUTSIDE_SYSTEMS.join(', ')}`,
        `Must be one of: ${OUTSIDE_SYSTEMS.join(', ')}`,
      );
    if (certificatePem !== '') readCertificate(certificatePem);
    else if (channel === 'files' && (system === 'population' || signed))
      throw fieldProblem(
        'certificatePem',
        'Cần chứng thư của đơn vị để mã hóa tệp mang đi',
        'The office’s certificate is needed to encrypt what goes out',
      );
    const set = {
      system,
      channel: channel as Channel,
      certificatePem: certificatePem === '' ? null : certificatePem,
      signed,
    };
    const lists = await this.acts.read(actor, (sql) => waitingLists(sql, id, system));
    return this.acts.run({ actor, idempotency, lists }, async (act) => {
      const view = await setChannel(act, id, set);
      for (const listId of lists) await askAnew(act, listId, system, set.channel);
      return view;
    });
  }
}
