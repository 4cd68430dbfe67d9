import { Initial1700000000000 } from './1700000000000-initial.ts';
import { SignatureProofs1700000001000 } from './1700000001000-signature-proofs.ts';
import { StateCapture1700000003000 } from './1700000003000-state-capture.ts';

export const MIGRATIONS = [Initial1700000000000, SignatureProofs1700000001000, StateCapture1700000003000];
