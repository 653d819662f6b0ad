import type { ModelView, ReviewCandidate } from '@pccovid/api';

/** One step of the sum that leads to a probability; `from` and `to` are log odds in bits before and after it. */
export interface Step {
  readonly field: string;
  readonly level: string;
  readonly bits: number;
  readonly from: number;
  readonly to: number;
}

/** Prior, each field, and what a complete register adds: the last `to` is the log odds of the probability. */
export function stepsOf(candidate: Pick<ReviewCandidate, 'evidence' | 'registerBits'>, model: Pick<ModelView, 'priorBits'>): readonly Step[] {
  const parts = [{ field: 'prior', level: '', bits: -model.priorBits }, ...candidate.evidence];
  if ((candidate.registerBits ?? 0) > 0.005) parts.push({ field: 'register', level: '', bits: candidate.registerBits ?? 0 });
  let at = 0;
  return parts.map((part) => {
    const from = at;
    at += part.bits;
    return { ...part, from, to: at };
  });
}

/** 0…1 from log odds in bits. */
export function probabilityOf(logOdds: number): number {
  return 1 / (1 + 2 ** -logOdds);
}

/** The stretch of log odds that all steps need, nought included. */
export function rangeOf(steps: readonly Step[]): { readonly least: number; readonly most: number } {
  const ends = steps.flatMap((step) => [step.from, step.to]);
  return { least: Math.min(0, ...ends), most: Math.max(1, ...ends) };
}

/** As many decimals as it takes to tell a probability from none and from certainty. */
export function digitsOf(probability: number): number {
  const room = Math.min(probability, 1 - probability);
  if (room === 0) return 0;
  return room >= 0.01 ? 1 : room >= 0.0001 ? 2 : 4;
}
