import type { Provider } from '@nestjs/common';
import type { Evidence } from '#persistence/repositories/manifests';
import { merkleRootOf } from '#signatures/merkle';
import { openSealKey } from '#signatures/seal';
import { ENV, type Env } from '../env.ts';

/** Injection token of the Evidence: Merkle tree and seal key of the signatures library. */
export const EVIDENCE = Symbol('Evidence');

export const EVIDENCE_PROVIDER: Provider = {
  provide: EVIDENCE,
  inject: [ENV],
  useFactory: async (env: Env): Promise<Evidence> => {
    const key = await openSealKey(env.sealKeyFile);
    return {
      root: merkleRootOf,
      sealThumbprint: key.thumbprint,
      seal: (content) => key.seal(content),
    };
  },
};
