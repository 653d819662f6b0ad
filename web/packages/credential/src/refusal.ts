/** Why a code is not accepted: a closed list, the same in Java and here. */
export const refusals = [
  'not_ours',
  'too_large',
  'base45',
  'zlib',
  'cbor',
  'structure',
  'algorithm',
  'unknown_key',
  'key_not_in_use',
  'key_usage',
  'signature',
  'schema',
  'not_yet_valid',
  'expired',
  'revoked',
  'device_proof_missing',
  'device_proof',
  'device_proof_stale',
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
