import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createAuthority,
  createCrl,
  issueCertificate,
  type KeyAndCertificate,
} from '#signatures/certificate-authority';
import { signDetached } from '#signatures/cms';
import { testApi, type Caller, type TestApi } from '../support/api.ts';
import { COMMUNE, OTHER_COMMUNE } from '../support/database.ts';
import { citizen, FACILITY, HOSPITAL, PassportStage } from './passports-kit.ts';

export interface Batch {
  readonly batch: { id: string; people: number; doses: number; foreigners: number; state: string };
  readonly leftToColleagues: number;
}
export const refusal = (status: number, code: string) => ({ status, body: { code } });

/** The API answers canonical JSON; parsed and written again in the same order of keys it is the same text. */
export const canonicalText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** Two facilities of a commune with their officers and certificates, and people on the platform. */
export interface Office {
  readonly api: TestApi;
  readonly stage: PassportStage;
  readonly officer: Caller;
  readonly colleague: Caller;
  readonly hospital: Caller;
  sign(login: string, content: string): Promise<string>;
  freezeAndSign(
    who: Caller,
    login: string,
  ): Promise<{
    frozen: { body: Batch };
    id: string;
    body: { signature: string; responsibilitySignature?: string };
  }>;
  close(): Promise<void>;
}

export async function startOffice(): Promise<Office> {
  const keys = new Map<string, KeyAndCertificate>();
  const folder = mkdtempSync(join(tmpdir(), 'ban-giao-facility-'));
  const authority = await createAuthority({ commonName: 'CA thử' });
  writeFileSync(join(folder, 'anchors.pem'), authority.certificatePem);
  const [thisUpdate, nextUpdate] = [new Date(Date.now() - 86_400_000), new Date(Date.now() + 86_400_000)];
  writeFileSync(
    join(folder, 'none.crl'),
    await createCrl(authority, { revoked: [], number: 1, thisUpdate, nextUpdate }),
  );
  const api = await testApi({
    TRUST_ANCHORS_FILE: join(folder, 'anchors.pem'),
    CRL_URL: pathToFileURL(join(folder, 'none.crl')).href,
    HOLDER_TRIES_PER_MINUTE: '12',
  });
  const stage = await PassportStage.start({ on: api.db });
  for (const login of [
    `coso.${COMMUNE}`,
    `coso2.${COMMUNE}`,
    `benhvien.${COMMUNE}`,
    `coso.${OTHER_COMMUNE}`,
  ]) {
    const key = await issueCertificate(authority, { commonName: login, organisation: 'Cơ sở thử', login });
    keys.set(login, key);
    await api.db.owner.query(
      `insert into certificates (thumbprint, person_id, office_id, pem, not_before, not_after)
       select $1, p.id, m.office_id, $2, now(), now() + interval '1 year' from people p join memberships m on m.person_id = p.id where p.subject = $3`,
      [key.thumbprint, key.certificatePem, login],
    );
  }
  const ofHospital = citizen(50);
  const mixed = {
    ...ofHospital,
    doses: ofHospital.doses.map((dose, nth) => ({ ...dose, facilityId: nth === 1 ? HOSPITAL : FACILITY })),
  };
  stage.feed(
    ...Array.from({ length: 10 }, (_, i) => citizen(i)),
    mixed,
    citizen(60, { idNumber: null, passportNumber: 'B1234567' }),
    citizen(61, {
      nationality: 'FR',
      idNumber: null,
      passportNumber: '19FV12345',
      verification: 'unverified',
      fullName: 'Anne Müller',
    }),
  );
  await stage.activities.readVaccinees();
  const sign = async (login: string, content: string): Promise<string> => {
    const { certificatePem, privateKeyPem } = keys.get(login) as KeyAndCertificate;
    return (await signDetached({ content, certificatePem, privateKeyPem })).toString('base64');
  };
  return {
    api,
    stage,
    officer: api.as(`coso.${COMMUNE}`),
    colleague: api.as(`coso2.${COMMUNE}`),
    hospital: api.as(`benhvien.${COMMUNE}`),
    sign,
    async freezeAndSign(who, login) {
      const frozen = await who.post<Batch>('/passports/batches');
      const { id, foreigners } = frozen.body.batch;
      const text = async (part: string) =>
        canonicalText((await who.get(`/passports/batches/${id}/${part}`)).body);
      const statement = foreigners === 0 ? undefined : await text('statement');
      return {
        frozen,
        id,
        body: {
          signature: await sign(login, await text('manifest')),
          ...(statement === undefined ? {} : { responsibilitySignature: await sign(login, statement) }),
        },
      };
    },
    async close() {
      await stage.close();
      await api.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
