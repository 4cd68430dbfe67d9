import { Module } from '@nestjs/common';
import { NotificationsController } from './notifications.controller.ts';
import { NotificationStreams } from './stream.service.ts';
import { WebhooksController } from './webhooks.controller.ts';

@Module({ controllers: [NotificationsController, WebhooksController], providers: [NotificationStreams] })
export class NotificationsModule {}
