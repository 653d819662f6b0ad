import type { Light } from './judge.ts';

/** Counts of answers of one day on this phone; nothing about anybody. */
export interface Tally {
  readonly day: string;
  readonly go: number;
  readonly go_if: number;
  readonly stop: number;
  readonly unsure: number;
}

const KEY = 'pccovid.gate.tally';

export function noneOn(day: string): Tally {
  return { day, go: 0, go_if: 0, stop: 0, unsure: 0 };
}

/** A new day begins at nought. */
export function counted(before: Tally, light: Light, day: string): Tally {
  const base = before.day === day ? before : noneOn(day);
  return { ...base, [light]: base[light] + 1 };
}

export function readTally(day: string): Tally {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Tally | null;
    return kept?.day === day ? kept : noneOn(day);
  } catch {
    return noneOn(day);
  }
}

export function keepTally(tally: Tally): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(tally));
  } catch {
    // Counting is a comfort; a phone without room for it still checks codes.
  }
}
