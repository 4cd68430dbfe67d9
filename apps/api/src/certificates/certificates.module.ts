import { Module } from '@nestjs/common';
import { CertificatesController } from './certificates.controller.ts';
import { CertificatesService } from './certificates.service.ts';

@Module({ controllers: [CertificatesController], providers: [CertificatesService] })
export class CertificatesModule {}
