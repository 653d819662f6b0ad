import type { Colour } from './types.ts';

export interface Both {
  readonly vi: string;
  readonly en: string;
}

export type PackState = 'DRAFT' | 'CHECKED' | 'REHEARSED' | 'APPROVED' | 'SCHEDULED' | 'ACTIVE' | 'SUPERSEDED' | 'ROLLED_BACK';

export interface PackLine {
  readonly pack: string;
  readonly version: string;
  readonly revision: number;
  readonly state: PackState;
  readonly title: Both;
  readonly layer: string;
  /** Empty: the nation. */
  readonly jurisdiction: string;
  readonly author: string;
  readonly addedAt: string;
  readonly begins?: string | null;
  readonly ends?: string | null;
  readonly rules: number;
}

export interface PackRuleView {
  readonly id: string;
  readonly kind: 'order' | 'guarantee' | 'minimum';
  readonly colour: Colour;
  readonly sentence: string;
  readonly when: string;
  readonly reason: Both;
  readonly nextStep: Both;
  readonly lackOfData: boolean;
}

export interface PackStep {
  readonly kind: string;
  readonly at: string;
  readonly effective?: string | null;
  readonly actor: string;
  readonly office: string;
  readonly reason: string;
  readonly detail: string;
}

export interface PackNext {
  readonly check: boolean;
  readonly rehearse: boolean;
  readonly approve: boolean;
  readonly schedule: boolean;
  readonly rollBack: boolean;
  readonly approvals: readonly string[];
  readonly approvalsNeeded: number;
  /** Why the rehearsal does not count: missing, old, rules_changed; empty: it counts. */
  readonly rehearsalStale: string;
}

export interface PackView {
  readonly line: PackLine;
  readonly about: string;
  readonly contentHash: string;
  readonly content: string;
  readonly sentences: readonly { readonly id: string; readonly text: string; readonly vi: string; readonly source: string }[];
  readonly numbers: readonly { readonly name: string; readonly value: string; readonly source: string; readonly certain: boolean }[];
  readonly rules: readonly PackRuleView[];
  readonly steps: readonly PackStep[];
  readonly others: readonly string[];
  readonly rehearsal?: string | null;
  readonly next: PackNext;
  readonly recolouring?: { readonly people: number; readonly changed: number; readonly done: boolean } | null;
}

export interface PackDiff {
  readonly pack: string;
  /** Empty: there is no other version. */
  readonly before: string;
  readonly after: string;
  readonly changes: readonly { readonly kind: string; readonly what: string; readonly words: Both }[];
}

export interface RehearsedPlace {
  /** An area path, `*` or an age band. */
  readonly code: string;
  readonly nameVi: string;
  readonly nameEn: string;
}

/** Counts of null are kept back. */
export interface RehearsedLine {
  readonly place: RehearsedPlace;
  readonly people?: number | null;
  readonly better?: number | null;
  readonly worse?: number | null;
  readonly same?: number | null;
  readonly lackBefore?: number | null;
  readonly lackAfter?: number | null;
}

export interface RehearsalExample {
  readonly people: number;
  readonly shape: { readonly band: string; readonly before: Colour; readonly after: Colour; readonly ruleBefore: string; readonly ruleAfter: string; readonly facts: string };
}

export interface Rehearsal {
  readonly id: string;
  readonly pack: string;
  readonly version: string;
  readonly revision: number;
  readonly state: 'running' | 'done' | 'failed';
  readonly people: number;
  readonly expected: number;
  readonly unjudged: number;
  readonly seconds: number;
  readonly at: string;
  readonly startedAt: string;
  readonly finishedAt?: string | null;
  readonly actor: string;
  readonly area: RehearsedPlace;
  /** Rows by the colour before, columns by the colour after: green, yellow, red, total. */
  readonly matrix: readonly (readonly (number | null)[])[];
  readonly areas: readonly RehearsedLine[];
  readonly ages: readonly RehearsedLine[];
  readonly total: RehearsedLine;
  readonly examples: readonly RehearsalExample[];
}
