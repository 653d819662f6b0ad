/** Why a code is not accepted: a closed list, the same in Java and here. */
export const refusals = [
  'not_ours',
  'too_large',
  'base45',
  'cbor',
  'structure',
  'algorithm',
  'unknown_key',
  'key_not_in_use',
  'signature',
  'schema',
  'not_yet_valid',
  'expired',
  'wrong_holder',
] as const;

export type RefusalReason = (typeof refusals)[number];

/** Ends the reading of a code at the first thing that is wrong. */
export class Unreadable extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(reason);
    this.reason = reason;
  }
}
