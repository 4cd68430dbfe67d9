import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { get, getText } from '../api/calls.ts';
import type { CertificateView, ProofView } from '../api/views.ts';
import { formatDay, formatMoment } from '../language/format.ts';
import { useWords } from '../language/words.ts';
import { useRefusal } from '../states/refusal.tsx';
import { Status } from '../states/status.tsx';
import { saveFile } from './saving.ts';
import { HANDOVER_WORDS } from './words.ts';

interface Props {
  readonly title: string;
  readonly grade: 'official' | 'attested';
  readonly signature: string | null;
  readonly thumbprint: string | null;
  readonly proof: ProofView | null;
  readonly content: {
    readonly path: '/handovers/{id}/manifest' | '/handovers/{id}/receipt';
    readonly id: string;
    readonly name: string;
  };
}

const shortened = (hash: string): string => `${hash.slice(0, 16)} … ${hash.slice(-8)}`;

/** One signature: whose certificate, how it stands today, its time stamp, and the files to check it elsewhere. */
export function SignatureCard({ title, grade, signature, thumbprint, proof, content }: Props) {
  const t = useWords(HANDOVER_WORDS);
  const refused = useRefusal();
  const certificate = useQuery({
    queryKey: ['certificates', thumbprint],
    queryFn: () =>
      get<CertificateView>('/certificates/{thumbprint}', { path: { thumbprint: thumbprint ?? '' } }),
    enabled: grade === 'official' && thumbprint !== null,
  });
  if (signature === null)
    return (
      <div className="signature">
        <h3>{title}</h3>
        <p className="muted">{t('none')}</p>
      </div>
    );
  const known = certificate.data;
  return (
    <div className="signature">
      <h3>{title}</h3>
      {grade === 'attested' ? <Status>{t('sealed')}</Status> : null}
      {known === undefined ? null : (
        <Status tone={known.state === 'in_force' ? 'good' : known.state === 'revoked' ? 'bad' : 'neutral'}>
          {t(known.state, { at: known.revokedAt === null ? '' : formatMoment(known.revokedAt) })}
        </Status>
      )}
      <dl className="pairs">
        {thumbprint === null ? null : (
          <>
            <dt>{t('certificate')}</dt>
            <dd>
              <code className="hash" title={thumbprint}>
                {shortened(thumbprint)}
              </code>
              {known === undefined ? null : (
                <div className="muted">
                  {t('validity', { from: formatDay(known.notBefore), to: formatDay(known.notAfter) })}
                </div>
              )}
            </dd>
          </>
        )}
      </dl>
      {proof === null ? null : (
        <p>
          {proof.stampedAt === null ? t('stampWaiting') : t('stamp', { at: formatMoment(proof.stampedAt) })}
        </p>
      )}
      <div className="message-actions signature-files">
        <Button
          size="small"
          onClick={() =>
            saveFile(
              `${content.name}.json.p7s`,
              new Blob([Uint8Array.from(atob(signature), (letter) => letter.charCodeAt(0))]),
            )
          }
        >
          {t('download')}
        </Button>
        <Button
          size="small"
          onClick={() =>
            void getText(content.path, { path: { id: content.id } }).then(
              (text) => saveFile(`${content.name}.json`, new Blob([text])),
              refused,
            )
          }
        >
          {t('manifest')}
        </Button>
      </div>
    </div>
  );
}
