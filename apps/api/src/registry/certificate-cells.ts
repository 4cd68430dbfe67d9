import { readFile } from 'node:fs/promises';
import { DomainError } from '#domain/errors';
import { problemAt, type RegistryRows, type RowProblem } from '#domain/registry/sheets';
import type { ReadCertificate } from '#persistence/repositories/registry/check-people';
import { certificatesFromPem, holderOf } from '#signatures/certificate';
import { checkValidity, pathToAnchor } from '#signatures/certificate-path';

const TEXTS: Readonly<Record<string, readonly [vi: string, en: string]>> = {
  cert_expired: ['Chứng thư chưa có hoặc đã hết hiệu lực', 'The certificate is not in force'],
  cert_untrusted: [
    'Chứng thư không đọc được hoặc không do tổ chức được tin cậy cấp',
    'The certificate cannot be read or was not issued by a trusted authority',
  ],
};

/**
 * Reads the certificates of the workbook and judges them by themselves: in force, and issued by an authority this installation trusts, which
 * answers for whom they name. Nobody's key is proven here; whoever signs proves it with each signature.
 */
export async function readCertificates(
  rows: RegistryRows,
  anchorsFile: string | null,
): Promise<{ certificates: ReadCertificate[]; problems: RowProblem[] }> {
  if (rows.certificates.length === 0) return { certificates: [], problems: [] };
  const anchors = certificatesFromPem(
    anchorsFile === null ? '' : await readFile(anchorsFile, 'utf8').catch(() => ''),
  );
  const certificates: ReadCertificate[] = [];
  const problems: RowProblem[] = [];
  const now = new Date();
  for (const { row, cells } of rows.certificates) {
    try {
      // A cell may have lost the line ends of the PEM.
      const base64 = (cells['pem'] ?? '')
        .replace(/-----(BEGIN|END) CERTIFICATE-----/g, '')
        .replace(/\s+/g, '');
      const pem = `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join('\n') ?? ''}\n-----END CERTIFICATE-----\n`;
      const [certificate] = certificatesFromPem(pem);
      if (certificate === undefined) throw new DomainError('cert_untrusted', { reason: 'malformed' });
      checkValidity(pathToAnchor(certificate, [], anchors), now);
      const { thumbprint, notBefore, notAfter } = certificate;
      certificates.push({ row, thumbprint, pem, notBefore, notAfter, ...holderOf(certificate) });
    } catch (error) {
      const code = error instanceof DomainError ? error.code : 'cert_untrusted';
      const [vi, en] = TEXTS[code] ?? (TEXTS['cert_untrusted'] as readonly [string, string]);
      problems.push(problemAt('certificates', row, 'pem', vi, en));
    }
  }
  return { certificates, problems };
}
