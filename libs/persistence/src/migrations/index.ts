import { Initial1700000000000 } from './1700000000000-initial.ts';
import { SignatureProofs1700000001000 } from './1700000001000-signature-proofs.ts';

export const MIGRATIONS = [Initial1700000000000, SignatureProofs1700000001000];
