import type { Pool } from 'pg';
import type { SimulatorsEnv } from './env.ts';
import { communes, provinceCodes } from './generator/units.ts';
import { startIdentityProvider } from './identity-provider/identity-provider.ts';
import { startPlatform } from './platform/platform-server.ts';
import { startPopulation } from './population/population-server.ts';
import { startPostOffice } from './post/post-office.ts';
import { startSigningAgent } from './signing-agent/signing-agent.ts';
import { startTimeStampServer } from './time-stamp/time-stamp-server.ts';

export interface RunningSimulators {
  addresses: Record<
    'population' | 'platform' | 'identityProvider' | 'signingAgent' | 'timeStamp' | 'post' | 'smtp',
    string
  >;
  close(): Promise<void>;
}

/** Starts all stand-ins on one database. Rejects when a port is taken, naming it. */
export async function startSimulators(env: SimulatorsEnv, pool: Pool): Promise<RunningSimulators> {
  const { host, publicHost } = env;
  const running: { close(): Promise<void> }[] = [];
  const start = async <T extends { close(): Promise<void> }>(
    name: string,
    port: number,
    begin: () => Promise<T>,
  ): Promise<T> => {
    try {
      const server = await begin();
      running.push(server);
      return server;
    } catch (error) {
      await Promise.all(running.map((one) => one.close()));
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      throw taken ? new Error(`port ${port} for the ${name} is taken.`) : error;
    }
  };
  const known = communes();
  const provinces = new Set(provinceCodes());
  const idpUrl = `http://${publicHost}:${env.idpPort}`;
  const population = await start('population database', env.populationPort, () =>
    startPopulation({ host, port: env.populationPort, pool }),
  );
  const platform = await start('vaccination platform', env.platformPort, () =>
    startPlatform({ host, port: env.platformPort, pool }),
  );
  await start('identity provider', env.idpPort, () =>
    startIdentityProvider({
      host,
      port: env.idpPort,
      pool,
      publicUrl: idpUrl,
      tokenSeconds: env.idpTokenSeconds,
      communeExists: (code) => known.has(code),
      provinceExists: (code) => provinces.has(code),
      webOrigins: env.webOrigins,
    }),
  );
  const agentUrl = `http://${publicHost}:${env.agentPort}`;
  await start('signing agent', env.agentPort, () =>
    startSigningAgent({
      host,
      port: env.agentPort,
      pool,
      allowedOrigins: env.agentAllowedOrigins,
      publicUrl: agentUrl,
    }),
  );
  const timeStamp = await start('time-stamp server', env.tsaPort, () =>
    startTimeStampServer({ host, port: env.tsaPort, pool, crlUrl: `${agentUrl}/ca.crl` }),
  );
  const post = await start('post office', env.postPort, () =>
    startPostOffice({ host, port: env.postPort, smtpPort: env.smtpPort, pool }),
  );
  return {
    addresses: {
      population: `http://${host}:${population.port}`,
      platform: `http://${host}:${platform.port}`,
      identityProvider: idpUrl,
      signingAgent: agentUrl,
      timeStamp: `http://${host}:${timeStamp.port}/tsa`,
      post: `http://${host}:${post.port}`,
      smtp: `smtp://${host}:${post.smtpPort}`,
    },
    close: async () => {
      await Promise.all(running.map((one) => one.close()));
    },
  };
}
