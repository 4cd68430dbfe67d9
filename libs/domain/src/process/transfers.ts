/** A resident's record on its way to the commune of permanent residence. */
export const TRANSFER_STATES = ['offered', 'accepted', 'refused', 'escalated', 'withdrawn', 'kept'] as const;
export type TransferState = (typeof TRANSFER_STATES)[number];

export const TRANSFER_ACTS = [
  'accept',
  'refuse',
  'withdraw',
  'escalate',
  'decide_accepted',
  'decide_kept',
] as const;
export type TransferAct = (typeof TRANSFER_ACTS)[number];

/** What may be done with a transfer, and where it leads. A refused one is offered anew, to the same commune or another. */
export const TRANSFER_TRANSITIONS = {
  offered: { accept: 'accepted', refuse: 'refused', withdraw: 'withdrawn', escalate: 'escalated' },
  accepted: {},
  refused: {},
  escalated: { decide_accepted: 'accepted', decide_kept: 'kept' },
  withdrawn: {},
  kept: {},
} as const satisfies Record<TransferState, Partial<Record<TransferAct, TransferState>>>;

/** After so many refusals of one record the superior office decides. */
export const REFUSALS_BEFORE_SUPERIOR = 2;

/** States from which an act may be done. */
export function statesFor(act: TransferAct): TransferState[] {
  return TRANSFER_STATES.filter((state) => Object.hasOwn(TRANSFER_TRANSITIONS[state], act));
}

/** Where a refusal leads: the second one of the same record goes to the superior office. */
export function afterRefusal(attempt: number): TransferState {
  return attempt >= REFUSALS_BEFORE_SUPERIOR ? 'escalated' : 'refused';
}
