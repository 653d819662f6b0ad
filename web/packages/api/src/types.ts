// What the server answers. Instants are ISO 8601 in UTC, days are `YYYY-MM-DD`, ages are whole days.

/** A sentence in both languages of the pages. */
export interface Words {
  readonly vi: string;
  readonly en: string;
}

export type Colour = 'GREEN' | 'YELLOW' | 'RED';
export type Instant = string;

export interface DemoState {
  readonly enabled: boolean;
  readonly now: Instant;
}

export interface Session {
  readonly kind: 'anonymous' | 'resident' | 'staff';
  readonly displayName?: string | null;
  readonly office?: string | null;
  readonly roles?: readonly string[];
  readonly areas?: readonly string[];
  readonly idleMinutes?: number;
  readonly demo?: DemoState | null;
}

export interface CodeSent {
  readonly expiresInSeconds: number;
  readonly resendAfterSeconds: number;
}

export interface ClaimNotice {
  readonly at: Instant;
  /** `claimed_elsewhere` or `proven_on_new_device`. */
  readonly kind: string;
}

export interface Claim {
  readonly id: string;
  readonly level: string;
  readonly label: string;
  readonly since?: Instant | null;
  /** When a proxy ends; missing for a claim. */
  readonly until?: Instant | null;
  readonly notices?: readonly ClaimNotice[];
}

/** Somebody who may show a pass. */
export interface GivenProxy {
  readonly id: string;
  readonly name: string;
  /** `code` or `desk`. */
  readonly evidence: string;
  readonly since: Instant;
  readonly until: Instant;
}

/** A code that the other side types once. */
export interface ProxyOffer {
  readonly code: string;
  readonly expiresAt: Instant;
  /** Last day, ISO. */
  readonly until: string;
}

export type NewClaim =
  | { readonly method: 'card'; readonly card: string }
  | { readonly method: 'number'; readonly number: string; readonly birthDate: string };

export interface Evidence {
  /** What a request to put it right points at; missing for what is no fact of the person. */
  readonly id?: string | null;
  readonly receivedAt?: Instant | null;
  readonly kind: string;
  readonly date: string;
  readonly source: string;
  readonly sourceLabel?: string | Words | null;
  readonly ageDays?: number | null;
  readonly linkLevel?: string | null;
  readonly details?: Readonly<Record<string, unknown>> | null;
}

export interface Span {
  readonly from: Instant;
  readonly to?: Instant | null;
  readonly colour: Colour;
  readonly rule: string;
  readonly reason: Words;
}

export interface Pass {
  readonly colour: Colour;
  readonly area: { readonly code: string; readonly nameVi: string; readonly nameEn?: string | null };
  readonly rule: string;
  readonly packVersion: string;
  readonly reason: Words;
  readonly nextStep: Words;
  readonly evidence: readonly Evidence[];
  readonly since?: Instant | null;
  readonly until?: Instant | null;
  readonly nextChange?: { readonly at: Instant; readonly colour: Colour } | null;
  readonly missing: readonly string[];
  readonly floorColour?: Colour | null;
  readonly timeline: readonly Span[];
  readonly sentence?: { readonly id: string; readonly text: string; readonly vi: string; readonly source: string } | null;
  readonly sooner?: readonly Sooner[];
  readonly silentSources?: readonly SilentSource[];
  readonly setBy?: SetBy | null;
  readonly asOf: Instant;
}

/** One fact that would give a better colour earlier than it comes by itself. */
export interface Sooner {
  readonly kind: string;
  readonly words: Words;
  readonly from: Instant;
  readonly before?: Instant | null;
  readonly effective: Instant;
  readonly colour: Colour;
}

/** A source that has delivered nothing for longer than it may. */
export interface SilentSource {
  readonly source: string;
  readonly sourceLabel: Words;
  readonly lastAt: Instant;
  readonly ageHours: number;
  readonly budgetHours: number;
}

/** Which offices set a colour against the rules. */
export interface SetBy {
  readonly id: string;
  readonly offices: readonly string[];
  readonly basis: Words;
  readonly document: string;
  readonly reason: string;
  readonly from: Instant;
  readonly until: Instant;
}

export type FactLine = Evidence;

export type RequestKind = 'dose_not_mine' | 'dose_missing' | 'name_wrong' | 'colour_wrong' | 'record_not_mine';

export interface NewRequest {
  readonly kind: RequestKind;
  readonly factId?: string;
  readonly text?: string;
}

export interface RequestStep {
  readonly at: Instant;
  /** `opened`, `taken`, `asked`, `replied`, `sent`, `handed_over`, `answered`, `reopened` or `closed`. */
  readonly kind: string;
  readonly office: string;
  readonly remedy: string;
  readonly words?: Words | null;
}

export interface RequestOwner {
  readonly kind: 'commune' | 'source';
  readonly name: string;
}

/** What somebody asked to be put right. */
export interface RedressRequest {
  readonly id: string;
  readonly number: string;
  readonly kind: string;
  readonly state: string;
  readonly owner: RequestOwner;
  readonly openedAt: Instant;
  readonly dueAt: Instant;
  readonly overdue: boolean;
  readonly outcome?: string | null;
  readonly about?: Evidence | null;
  readonly text: string;
  readonly canReply: boolean;
  readonly canReopen: boolean;
  readonly canClose: boolean;
  readonly steps: readonly RequestStep[];
}

export interface RequestItem {
  readonly id: string;
  readonly number: string;
  readonly kind: string;
  readonly state: string;
  readonly owner: RequestOwner;
  readonly area: string;
  readonly openedAt: Instant;
  readonly dueAt: Instant;
  readonly overdue: boolean;
}

export interface RecordBeside {
  readonly id: string;
  readonly recordId: string;
  readonly source: string;
  readonly probability: number;
  readonly decidedBy: string;
  readonly record: Readonly<Record<string, string | null>>;
  readonly person: Readonly<Record<string, string | null>>;
  readonly evidence: readonly { readonly field: string; readonly level: string; readonly bits: number }[];
}

export interface RequestDetail {
  readonly request: RedressRequest;
  readonly person: { readonly personId: string; readonly name?: string | null; readonly birthDate?: string | null; readonly area: string; readonly documents: readonly string[]; readonly verified: boolean };
  readonly disputed?: RecordBeside | null;
  readonly waiting: readonly RecordBeside[];
  readonly remedies: readonly string[];
}

export interface RequestAnswer {
  readonly action: string;
  readonly reviewId?: string;
  readonly suggestion?: string;
  readonly reason: string;
}

/** One question about a record that may be the person's. */
export interface Question {
  readonly id: string;
  readonly topic: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

export interface Owed {
  readonly asOf: Instant;
  readonly open: number;
  readonly overdue: number;
  readonly communes: readonly { readonly area: string; readonly name: string; readonly open: number; readonly overdue: number; readonly oldestDays?: number | null }[];
}

export interface Facts {
  readonly doses: readonly FactLine[];
  readonly tests: readonly FactLine[];
  readonly declarations: readonly FactLine[];
  readonly others?: readonly FactLine[];
}

export interface NewDeclaration {
  readonly symptoms: readonly string[];
  readonly contactWithCase: boolean;
  readonly note?: string;
  /** Made on the phone: the same declaration sent twice counts once. */
  readonly clientId?: string;
  /** When the person said so; later than now is refused. */
  readonly declaredAt?: Instant;
}

export interface LiveCode {
  readonly code: string;
  readonly svg: string;
  /** Time of the server when it answered, to the second. */
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

/** An EU-compatible certificate of the last dose (5772/QD-BYT). */
export interface VaccinePassport {
  readonly code: string;
  readonly svg: string;
  readonly name: string;
  readonly transliterated: string;
  readonly dateOfBirth: string;
  readonly vaccine: string;
  readonly product: string;
  readonly doseNumber: number;
  readonly seriesDoses: number;
  readonly doseDate: string;
  readonly certificateId: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

export interface AccessLine {
  readonly at: Instant;
  readonly office: string;
  readonly role: string;
  readonly purpose: string;
  readonly category: string;
}

export interface GateKey {
  readonly kid: string;
  readonly alg: 'ES256';
  readonly x: string;
  readonly y: string;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
}

export interface GateKeys {
  readonly keys: readonly GateKey[];
  readonly asOf: Instant;
}

export type Answer = 'go' | 'go_if' | 'stop';

/** A condition of a movement rule, as the server writes it. */
export type Condition =
  | boolean
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly in: readonly ['colour' | 'crossing' | 'purpose', readonly string[]] }
  | { readonly between: readonly ['origin' | 'destination' | 'hour', number, number] }
  | { readonly permit: string };

export interface GateSentence {
  readonly id: string;
  readonly vi: string;
  readonly en: string;
  readonly source: string;
}

export interface GateRule {
  readonly id: string;
  readonly answer: 'GO' | 'GO_IF' | 'STOP';
  readonly reasonClass: string;
  readonly when: Condition;
  readonly reason: Words;
  readonly instruction: Words;
  readonly sentence?: GateSentence | null;
}

export interface GatePack {
  readonly id: string;
  readonly version: string;
  /** Area path; empty: everywhere. */
  readonly jurisdiction: string;
  readonly from: Instant;
  readonly until?: Instant | null;
  readonly rules: readonly GateRule[];
}

export interface GatePost {
  readonly gateId: string;
  readonly nameVi: string;
  readonly nameEn: string;
  readonly area: string;
  readonly keepsVisits: boolean;
  readonly closedAt?: Instant | null;
}

export interface NewGate {
  readonly nameVi: string;
  readonly nameEn: string;
  readonly area: string;
  readonly keepsVisits: boolean;
}

/** A keeper's time at a gate. */
export interface GateShift {
  readonly keeper: string;
  readonly from: Instant;
  readonly until: Instant;
}

/** A phone as the authority of its gate sees it. */
export interface GateDeviceView {
  readonly deviceId: string;
  readonly label: string;
  readonly keeper: string;
  readonly enrolledAt: Instant;
  readonly seenAt: Instant;
  readonly leaseUntil: Instant;
  readonly revokedAt?: Instant | null;
  readonly forgotAt?: Instant | null;
}

export interface GateView {
  readonly gate: GatePost;
  readonly shifts: readonly GateShift[];
  readonly devices: readonly GateDeviceView[];
}

/** A keeper who looked up too many of nobody within an hour. */
export interface GateAlarm {
  readonly keeper: string;
  readonly raisedAt: Instant;
  readonly kind: 'NUMBER' | 'CARD';
  readonly asked: number;
  readonly missed: number;
  readonly settledAt?: Instant | null;
  readonly settledBy?: string | null;
}

/** What it takes to answer at a gate without a network. */
export interface GateRules {
  readonly duty: { readonly gate?: GatePost | null; readonly area: string; readonly until?: Instant | null };
  readonly packs: readonly GatePack[];
  readonly levels: Readonly<Record<string, number>>;
  readonly asOf: Instant;
}

export interface GateDevice {
  readonly deviceId: string;
  readonly secret: string;
  /** Without contact it forgets everything then. */
  readonly leaseUntil: Instant;
}

export interface GateFilter {
  readonly kind: 'FULL' | 'DELTA';
  readonly from: Instant;
  readonly until: Instant;
  readonly entries: number;
  readonly bytes: number;
  readonly falseHits: number;
}

export interface ScanCount {
  readonly hour: Instant;
  readonly shown: string;
  readonly answer: string;
  readonly offline: boolean;
  readonly scans: number;
}

export interface ScanPass {
  readonly scanId: string;
  readonly credentialId: string;
  readonly at: Instant;
}

export interface ScanBatch {
  readonly batchId: string;
  readonly counts: readonly ScanCount[];
  readonly passes: readonly ScanPass[];
}

export type GatePurpose = 'HOME' | 'WORK' | 'MEDICAL' | 'ESSENTIAL_GOODS' | 'OTHER';

/** A code, or a number typed by hand with the birth date beside it. */
export type GateScan = { readonly code: string } | { readonly number: string; readonly birthDate: string };

export type PermitKind = 'TRAVEL' | 'ESSENTIAL_WORKER' | 'EMERGENCY';

/** A paper as its office sees it: never the person. */
export interface PermitPaper {
  readonly permitId: string;
  readonly kind: PermitKind;
  readonly document: string;
  readonly destination: string;
  readonly holderTail: string;
  readonly from: Instant;
  readonly until: Instant;
  readonly issuedBy: string;
  readonly endedAt?: Instant | null;
}

export interface PermitDesk {
  readonly office: string;
  readonly papers: readonly PermitPaper[];
  readonly quotas: readonly { readonly office: string; readonly kind: PermitKind; readonly most: number; readonly used: number }[];
}

export interface NewPermit {
  readonly number: string;
  readonly birthDate: string;
  readonly kind: PermitKind;
  readonly document: string;
  readonly from: Instant;
  readonly until: Instant;
}

export interface GateGroup {
  readonly people: number;
  readonly go: number;
  readonly exceptions: readonly { readonly index: number; readonly answer: GateAnswer }[];
}

export interface GateAnswer {
  readonly answer: Answer;
  readonly shown?: string;
  readonly rule?: string | null;
  readonly sentence?: GateSentence | null;
  /** The answer may become another one when the keeper states the purpose. */
  readonly askPurpose?: boolean;
  readonly permits?: readonly string[];
  readonly asOf?: Instant | null;
  readonly colour?: string | null;
  readonly reasonClass: string;
  readonly reason: Words;
  readonly instruction: Words;
  readonly issuedAt?: Instant | null;
  readonly expiresAt?: Instant | null;
  /** `live` or `printed`. */
  readonly form?: string | null;
  /** What the document in hand must fit, base64url. */
  readonly holder?: { readonly salt: string; readonly hash: string } | null;
}

export interface RunProblem {
  readonly line: number;
  readonly column?: string | number | null;
  readonly code: string;
  readonly message: Words;
}

export interface RunLine {
  readonly id: string;
  readonly source: string;
  readonly file: string;
  readonly startedAt: Instant;
  readonly finishedAt?: Instant | null;
  readonly rows: number;
  readonly fates: Readonly<Record<string, number>>;
}

export interface Run extends RunLine {
  readonly problems: readonly RunProblem[];
}

export interface LedgerLine {
  readonly line: number;
  readonly fate: string;
  readonly detail?: string | null;
}

export interface Page<T> {
  readonly total: number;
  readonly items: readonly T[];
}

export interface DeskPerson {
  readonly personId: string;
  readonly name?: string | null;
  readonly birthDate?: string | null;
  readonly sex?: string | null;
  readonly documentTail?: string | null;
  readonly area?: string | null;
  readonly display?: string | null;
}

export type DeskSearch = { readonly card: string } | { readonly number: string } | { readonly name: string; readonly birthDate: string };

export interface CommuneCounts {
  readonly code: string;
  readonly nameVi: string;
  readonly nameEn?: string | null;
  readonly people: number | null;
  readonly carriedOver: number | null;
  readonly green: number | null;
  readonly yellow: number | null;
  readonly red: number | null;
  readonly suppressed: boolean;
}

export interface SourceAge {
  readonly source: string;
  readonly labelVi: string;
  readonly labelEn: string;
  readonly lastRunAt?: Instant | null;
  readonly ageHours?: number | null;
  readonly rows: number;
}

export interface Overview {
  readonly area: { readonly code: string; readonly nameVi: string; readonly nameEn?: string | null } | string;
  readonly asOf: Instant;
  readonly people: number | null;
  readonly carriedOver: number | null;
  readonly carriedOverShare?: number | null;
  readonly colours: { readonly green: number | null; readonly yellow: number | null; readonly red: number | null };
  readonly redForLackOfData: number | null;
  readonly communes: readonly CommuneCounts[];
  readonly sources: readonly SourceAge[];
}

export interface Area {
  readonly code: string;
  readonly path?: string | null;
  readonly nameVi: string;
  readonly nameEn?: string | null;
}

export interface Story {
  readonly number: number;
  readonly title: Words;
  readonly link: string;
  readonly steps: readonly Words[];
  readonly cards?: readonly StoryPerson[];
}

/** Something to type or scan in a story; empty where the person has none. */
export interface StoryPerson {
  readonly name: string;
  readonly phone: string;
  readonly number: string;
  readonly birthDate: string;
  readonly cardCode: string;
}

export interface DemoAccount {
  readonly username: string;
  readonly password: string;
  readonly office: Words | string;
  readonly roles: readonly string[];
  readonly link: string;
}

export interface OutboxLine {
  readonly at: Instant;
  readonly to: string;
  readonly text: string;
}

/** RFC 9457, with the sentence in both languages where the server has them. */
export interface ProblemBody {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly code?: string;
  readonly vi?: string;
  readonly en?: string;
  readonly message?: Words;
}
