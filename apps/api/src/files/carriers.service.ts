import { readFile, writeFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { BY_HAND_JOBS, type ByHandJob } from '#domain/process/channels';
import { DomainError } from '#domain/errors';
import type { BatchKind } from '#domain/files/row-states';
import { channelOfOffice, type ChannelView } from '#persistence/files/channels';
import type { TaskView } from '#persistence/repositories/inbox';
import { isSignedMessage, openSigned } from '#signatures/envelope';
import type { ActingCapacity } from '../auth/capacity.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ReceivedFile } from '../http/received-file.ts';
import { unreadable } from './unreadable.ts';

/** How files of offices that work by hand are locked and signed. */
@Injectable()
export class Carriers {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  /** The way of an office to the system of a job. @throws DomainError `act_not_allowed` when it is not by hand. */
  async channel(actor: ActingCapacity, officeId: string, kind: ByHandJob): Promise<ChannelView> {
    const system = BY_HAND_JOBS[kind];
    const channel = await this.acts.read(actor, (sql) => channelOfOffice(sql, officeId, system));
    if (channel?.channel !== 'files')
      throw new DomainError('act_not_allowed', {
        officeId,
        system,
        channel: channel?.channel ?? 'api',
        allowed: ['files'],
      });
    return channel;
  }

  /**
   * Takes the signature off a file that was signed on the office's machine; where the office must sign, a file without one is refused.
   * @throws DomainError `signature_invalid`, `file_unreadable` (`not_signed`).
   */
  async unwrap(
    actor: ActingCapacity,
    { officeId }: TaskView,
    kind: BatchKind,
    { path }: ReceivedFile,
  ): Promise<void> {
    if (!(kind in BY_HAND_JOBS)) return;
    const { certificatePem, signed } = await this.channel(actor, officeId, kind as ByHandJob);
    const bytes = await readFile(path);
    if (!isSignedMessage(bytes)) {
      if (signed) throw unreadable('not_signed');
      return;
    }
    if (certificatePem === null)
      throw new DomainError('signature_invalid', { reason: 'no_certificate_known' });
    await writeFile(path, await openSigned(bytes, certificatePem));
  }
}
