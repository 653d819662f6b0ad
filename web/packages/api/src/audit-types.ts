import type { Colour, Instant, Words } from './types.ts';

/** Overrides of one pattern that no fact explains. */
export interface OverrideAlarm {
  readonly id: string;
  readonly pattern: string;
  readonly key: string;
  readonly worse: boolean;
  readonly raisedAt: Instant;
  readonly windowHours: number;
  readonly most: number;
  readonly counted: number;
  readonly state: 'open' | 'released' | 'upheld';
  readonly decidedBy?: string | null;
  readonly decidedAt?: Instant | null;
  readonly reason?: string | null;
}

export interface AreaName {
  readonly code: string;
  readonly nameVi: string;
  readonly nameEn?: string | null;
}

/** An override with the officers' names. */
export interface AuditedOverride {
  readonly id: string;
  readonly personId: string;
  readonly area: AreaName;
  readonly colour: Colour;
  readonly priorColour: Colour;
  readonly basis: string;
  readonly document: string;
  readonly reason: string;
  readonly explained: boolean;
  readonly proposer: string;
  readonly proposerName: string;
  readonly proposerOffice: string;
  readonly confirmer: string;
  readonly confirmerName: string;
  readonly confirmerOffice: string;
  readonly from: Instant;
  readonly until: Instant;
}

export interface OverrideAudit {
  readonly alarms: readonly OverrideAlarm[];
  readonly overrides: readonly AuditedOverride[];
}

/** What an officer wants to set; days count from the proposal on. */
export interface WantedOverride {
  readonly colour: Colour;
  readonly basis: string;
  readonly document: string;
  readonly reason: string;
  readonly days: number;
}

/** A proposal as officers see it: about whom stands nowhere. */
export interface OverrideProposal {
  readonly id: string;
  readonly area: AreaName;
  readonly colour: Colour;
  readonly priorColour: Colour;
  readonly basis: string;
  readonly basisWords: Words;
  readonly document: string;
  readonly reason: string;
  readonly explained: boolean;
  readonly office: string;
  readonly proposedAt: Instant;
  readonly endsAt: Instant;
  readonly state: 'open' | 'held' | 'confirmed' | 'refused' | 'withdrawn' | 'lapsed';
  readonly own: boolean;
}

/** A colour set by officers that holds now, as officers see it: about whom stands nowhere. */
export interface OverrideInForce {
  readonly id: string;
  readonly area: AreaName;
  readonly colour: Colour;
  readonly priorColour: Colour;
  readonly basis: string;
  readonly basisWords: Words;
  readonly document: string;
  readonly reason: string;
  readonly explained: boolean;
  readonly offices: readonly string[];
  readonly startsAt: Instant;
  readonly until: Instant;
  readonly own: boolean;
}

/** How many colours were set in a district in a week; null is a count kept back. */
export interface OverrideCounts {
  readonly district: string;
  readonly nameVi: string;
  readonly nameEn: string;
  readonly green: number | null;
  readonly yellow: number | null;
  readonly red: number | null;
  readonly all: number | null;
}

/** Published counts of one whole week; `from` is its Monday. */
export interface OverrideWeek {
  readonly from: string;
  readonly districts: readonly OverrideCounts[];
  readonly total: OverrideCounts;
}

/** One published answer. */
export interface ReplayEntry {
  readonly asOf: Instant;
  readonly colour: Colour;
  readonly area: AreaName;
  readonly rule: string;
  readonly version: string;
}

export interface ReplayHistory {
  readonly personId: string;
  readonly published: readonly ReplayEntry[];
  readonly packs: readonly { readonly id: string; readonly version: string; readonly title: Words; readonly from: Instant; readonly until?: Instant | null }[];
}

export interface ReplayItem {
  readonly id: string;
  readonly kind: string;
  readonly at: Instant;
  readonly source: string;
  readonly sourceLabel: Words;
  readonly receivedAt: Instant;
  readonly ageDays: number;
  readonly linkLevel: string;
  readonly lateBy: boolean;
}

/** A colour that was shown, or that should have been. */
export interface ReplaySide {
  readonly asOf: Instant;
  readonly colour: Colour;
  readonly floorColour: Colour;
  readonly area: AreaName;
  readonly rule: string;
  readonly version: string;
  readonly sentence: { readonly id: string; readonly text: string; readonly vi: string; readonly source: string };
  readonly reason: Words;
  readonly heldRules: readonly string[];
  readonly evidence: readonly ReplayItem[];
}

export interface Replay {
  readonly personId: string;
  readonly at: Instant;
  readonly knownAt: Instant;
  readonly pack?: string | null;
  readonly shown?: ReplaySide | null;
  readonly should?: ReplaySide | null;
  readonly differ: boolean;
}
