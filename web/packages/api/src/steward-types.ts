import type { Instant, Words } from './types.ts';

export interface ReviewLine {
  readonly id: string;
  readonly openedAt: Instant;
  readonly source: string;
  readonly probability: number;
  /** Why it waits: a reason code. */
  readonly summary: string;
  readonly pattern: string;
  readonly area: string;
  readonly chance: number;
  /** Facts that an answer is expected to put where they belong. */
  readonly benefit: number;
  readonly doses: number;
  readonly tests: number;
  readonly others: number;
  readonly candidates: number;
  readonly deferredUntil?: Instant | null;
}

export interface ReviewPage {
  readonly total?: number | null;
  readonly items: readonly ReviewLine[];
  readonly next?: string | null;
}

export interface ReviewFilter {
  readonly state?: string;
  readonly reason?: string;
  readonly source?: string;
  readonly area?: string;
  readonly pattern?: string;
  readonly when?: string;
  readonly after?: string;
}

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

export interface ReviewCounts {
  readonly open: number;
  readonly deferred: number;
  readonly quiet: number;
  readonly reasons: readonly ValueCount[];
  readonly sources: readonly ValueCount[];
}

export interface ReviewPattern {
  readonly pattern: string;
  readonly source: string;
  readonly reason: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly open: number;
  readonly meanChance: number;
  readonly accepted: number;
  readonly apart: number;
  readonly oldest: Instant;
}

export interface FieldEvidence {
  readonly field: string;
  readonly level: string;
  readonly bits: number;
}

export type MarkKind = 'syllable' | 'missing' | 'order' | 'letter' | 'tone' | 'digit' | 'swapped' | 'value';

/** A stretch that differs, in UTF-16 characters. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly kind: MarkKind;
}

export interface Cell {
  readonly text?: string | null;
  readonly marks: readonly Mark[];
}

export interface OtherValue {
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly sources: readonly string[];
}

/** One field of a record beside one person. */
export interface BesideRow {
  readonly field: string;
  readonly level?: string | null;
  readonly bits?: number | null;
  readonly record: Cell;
  readonly person: Cell;
  readonly origin?: string | null;
  readonly fromRegister: boolean;
  readonly others: readonly OtherValue[];
}

export interface ReviewCandidate {
  readonly personId: string;
  /** When the question was opened. */
  readonly probability: number;
  readonly now?: number | null;
  readonly share?: number | null;
  readonly weightBits?: number | null;
  readonly registerBits?: number | null;
  readonly vetoes: readonly string[];
  readonly visible: boolean;
  readonly verified: boolean;
  readonly records: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly evidence: readonly FieldEvidence[];
  readonly rows: readonly BesideRow[];
}

export interface ModelView {
  readonly version: string;
  readonly priorBits: number;
  readonly show: number;
  readonly burden: number;
  readonly analyse: number;
}

export interface Review {
  readonly id: string;
  readonly state: string;
  readonly reason: string;
  readonly pattern: string;
  readonly openedAt: Instant;
  readonly chance: number;
  readonly doses: number;
  readonly tests: number;
  readonly others: number;
  readonly deferredUntil?: Instant | null;
  readonly record: { readonly recordId: string; readonly source: string; readonly fields: Readonly<Record<string, string>> };
  readonly candidates: readonly ReviewCandidate[];
  readonly model: ModelView;
}

export type Decision =
  | { readonly action: 'accept'; readonly personId: string; readonly reason: string }
  | { readonly action: 'apart' | 'skip'; readonly reason: string };

export interface Decided {
  readonly decisionId: string;
}

export interface DecisionLine {
  readonly id: string;
  readonly kind: string;
  readonly at: Instant;
  readonly author: string;
  readonly reason: string;
  readonly reviewId?: string | null;
  readonly personId?: string | null;
  readonly records: number;
  readonly bulkId?: string | null;
  readonly own: boolean;
  readonly undone: boolean;
}

export interface LevelWeight {
  readonly field: string;
  readonly level: string;
  readonly scope: string;
  readonly m: number;
  readonly stranger: number;
  readonly neighbour: number;
  readonly family: number;
  readonly twin: number;
  readonly bits: number;
}

export interface Weights {
  readonly model: ModelView;
  readonly levels: readonly LevelWeight[];
}

export interface LinkEvent {
  readonly eventId: string;
  readonly recordId: string;
  readonly source: string;
  readonly probability: number;
  readonly decidedBy: string;
  readonly at: Instant;
  readonly kind?: string | null;
  readonly undone: boolean;
  /** False for events that no longer hold; only what holds can be undone. */
  readonly current?: boolean;
}

/** What a register said about one record, or that it has not answered yet. */
export interface Verification {
  readonly recordId: string;
  readonly source: string;
  readonly register: string;
  readonly grade: string;
  readonly detail: string;
  readonly standing: string;
  readonly channel: string;
  readonly answeredAt?: Instant | null;
  readonly requestedAt: Instant;
  readonly trouble: string;
}

export interface PersonRecord {
  readonly recordId: string;
  readonly source: string;
  readonly register: boolean;
  readonly probability: number;
  readonly decidedBy: string;
  readonly eventId: string;
  /** Left what the record says, right what is shown for the person. */
  readonly rows: readonly BesideRow[];
}

export interface PersonRecords {
  readonly personId: string;
  readonly verified: boolean;
  readonly fields: Readonly<Record<string, string>>;
  readonly records: readonly PersonRecord[];
}

export interface Beside {
  readonly personId: string;
  readonly other: ReviewCandidate;
  readonly contradictions: readonly string[];
  readonly model: ModelView;
}

export interface Bulk {
  readonly id: string;
  readonly pattern: string;
  readonly action: string;
  readonly size: number;
  readonly sample: readonly string[];
  readonly looked: readonly string[];
  readonly meanChance: number;
  readonly expectedWrong: number;
  /** Share of wrong answers that a sample without one still allows, with 95 % confidence. */
  readonly couldBeWrong: number;
  readonly needsSecond: boolean;
  readonly state: string;
  readonly preparedAt: Instant;
  readonly author: string;
  readonly own: boolean;
  readonly reason: string;
  readonly secondAuthor: string;
  readonly decidedAt?: Instant | null;
  readonly decided: number;
  readonly takenBack: number;
}

export interface BulkDone {
  readonly id: string;
  readonly state: string;
  readonly changed: number;
  readonly left: number;
}

/** One source in one week; `week` is its Monday. */
export interface QualityWeek {
  readonly week: string;
  readonly rows: number;
  readonly fates: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly waits: Readonly<Record<string, number>>;
  readonly lacks: Readonly<Record<string, number>>;
  readonly vague: Readonly<Record<string, number>>;
  readonly linked: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly waiting: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly problems: readonly { readonly column: string; readonly code: string; readonly message: Words; readonly severity: string; readonly rows: number }[];
}

export interface QualitySource {
  readonly source: string;
  readonly weeks: readonly QualityWeek[];
}
