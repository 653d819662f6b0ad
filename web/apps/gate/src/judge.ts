import { type GateAnswer, type GatePurpose, type GateScan, type GateSentence, Refusal, type Words, gate, now } from '@pccovid/api';
import { type GateClaims, PREFIX, type RefusalReason, credentialHash, openGateCode } from '@pccovid/credential';
import type { Catalogue } from '@pccovid/ui';
import type { Kept } from './keeping.ts';
import { crossing, decide, levelOf } from './movement.ts';
import { type ShownKind, shownKind } from './shown.ts';
import type { words as catalogue } from './words.ts';

type Key = typeof catalogue extends Catalogue<infer K> ? K : never;

/** `unsure` is no answer: this phone alone cannot read the code and nobody could be asked. */
export type Light = 'go' | 'go_if' | 'stop' | 'unsure';

/** A sentence of the page, or one of a movement rule. */
export type Said = Key | Words;

export type Verdict =
  | { readonly by: 'server'; readonly light: Light; readonly answer: GateAnswer; readonly shown: string; readonly claims: GateClaims | null }
  | {
      readonly by: 'phone';
      readonly light: Light;
      readonly shown: string;
      readonly reasonClass: string;
      readonly reason: Said;
      readonly todo: Said;
      readonly rule: string | null;
      readonly sentence: GateSentence | null;
      readonly askPurpose: boolean;
      /** A paper would make the answer a better one, and this phone knows of none: the keeper looks at it. */
      readonly papersByEye: boolean;
      readonly claims: GateClaims | null;
    };

type Alone = Extract<Verdict, { by: 'phone' }>;

/** The part of what is kept that an answer needs. */
export type Known = Pick<Kept, 'keys' | 'rules' | 'filters'>;

const lights = { GO: 'go', GO_IF: 'go_if', STOP: 'stop' } as const;
/** Papers are signed for nobody and known online only: a list of their holders on every gate's phone would be a list of who goes where. */
const PAPERS = ['TRAVEL', 'ESSENTIAL_WORKER', 'EMERGENCY'] as const;
const VIETNAM_MS = 7 * 3_600_000;

/** What this phone says by itself about a code of ours that is good: rules and levels it keeps, and what worsened since. */
async function ofClaims(claims: GateClaims, known: Known, purpose: GatePurpose | null, nowMs: number): Promise<Alone> {
  const area = known.rules?.duty.area ?? '';
  const levels = known.rules?.levels ?? {};
  // The rules of the residence are known to hold in its own province only; elsewhere the nation's colour does.
  const local = area !== '' && claims.area.split('/')[0] === area.split('/')[0];
  const colour = local ? claims.residenceColour : claims.floorColour;
  const shown = claims.form === 'PRINTED' ? 'printed' : 'live';
  const journey = {
    colour,
    origin: levelOf(claims.area, levels),
    destination: levelOf(area, levels),
    crossing: crossing(claims.area, area),
    permits: [],
    purpose: purpose ?? 'UNSTATED',
    hour: new Date(nowMs + VIETNAM_MS).getUTCHours(),
  } as const;
  const packs = known.rules?.packs ?? [];
  const decided = decide(packs, area, journey);
  const papersByEye = decided !== null && PAPERS.some((paper) => (decide(packs, area, { ...journey, permits: [paper] })?.rule.answer ?? decided.rule.answer) !== decided.rule.answer);
  const plain = { GREEN: 'go', YELLOW: 'go_if', RED: 'stop' } as const;
  const todo: Record<typeof colour, Key> = { GREEN: claims.form === 'PRINTED' ? 'doGoPrinted' : 'doGo', YELLOW: 'doGoIf', RED: 'doStop' };
  const verdict: Alone =
    decided === null
      ? { by: 'phone', light: plain[colour], shown, reasonClass: 'verified', reason: `reason${colour}`, todo: todo[colour], rule: null, sentence: null, askPurpose: false, papersByEye, claims }
      : {
          by: 'phone',
          light: lights[decided.rule.answer],
          shown,
          reasonClass: decided.rule.reasonClass,
          reason: decided.rule.reason,
          todo: decided.rule.instruction,
          rule: `${decided.pack}/${decided.rule.id}`,
          sentence: decided.rule.sentence ?? null,
          askPurpose: purpose === null && decided.rule.answer !== 'GO',
          papersByEye,
          claims,
        };
  if (verdict.light !== 'go') return verdict;
  const hash = await credentialHash(claims.credentialId);
  return known.filters.some((filter) => filter.mayContain(hash))
    ? { ...verdict, light: 'go_if', reasonClass: 'may_have_worsened', reason: 'mayHaveWorsened', todo: 'doMayHaveWorsened', rule: null, sentence: null, askPurpose: false }
    : verdict;
}

function refused(reason: RefusalReason, shown: ShownKind): Alone {
  const verdict = { by: 'phone', shown, reasonClass: reason, reason: `reason_${reason}`, rule: null, sentence: null, askPurpose: false, papersByEye: false, claims: null } as const;
  switch (reason) {
    case 'unknown_key':
      return { ...verdict, light: 'unsure', todo: 'doUnknownKey' };
    case 'expired':
    case 'not_yet_valid':
    case 'device_proof_missing':
    case 'device_proof_stale':
      return { ...verdict, light: 'stop', todo: 'doExpired' };
    default:
      return { ...verdict, light: 'stop', todo: 'doRefused' };
  }
}

const offlineTodo: Readonly<Record<Exclude<ShownKind, 'code'>, Key>> = {
  dcc: 'doForeignOffline',
  citizen_card: 'doCardOffline',
  insurance_card: 'doCardOffline',
  unified: 'doCardOffline',
  number: 'doCardOffline',
  unknown: 'doOtherOffline',
};

const offlineReason: Readonly<Record<Exclude<ShownKind, 'code'>, Key>> = {
  dcc: 'reasonForeignOffline',
  citizen_card: 'reasonCardOffline',
  insurance_card: 'reasonCardOffline',
  unified: 'reasonCardOffline',
  number: 'reasonCardOffline',
  unknown: 'reason_not_ours',
};

/** Checks a code with what this phone keeps, without asking anybody. */
export async function judgeAlone(scan: GateScan, known: Known, nowMs: number, purpose: GatePurpose | null = null): Promise<Verdict> {
  const text = 'code' in scan ? scan.code : '';
  const shown = 'code' in scan ? shownKind(text) : 'number';
  if (shown !== 'code') {
    const nothing = { by: 'phone', light: 'unsure', shown, rule: null, sentence: null, askPurpose: false, papersByEye: false, claims: null } as const;
    return { ...nothing, reasonClass: shown === 'unknown' ? 'not_ours' : 'needs_network', reason: offlineReason[shown], todo: offlineTodo[shown] };
  }
  const opened = await openGateCode(text, known.keys?.keys ?? [], nowMs);
  return opened.kind === 'verified' ? ofClaims(opened.claims, known, purpose, nowMs) : refused(opened.reason, shown);
}

/** Longest wait for the server while the person stands there, in ms. */
export const SERVER_MS = 4_000;

type Check = (scan: GateScan, purpose?: GatePurpose | null) => Promise<GateAnswer>;

/** The server's answer if it comes in time (it knows papers and what changed), else this phone's own. */
export async function judge(scan: GateScan, known: Known, online: boolean, purpose: GatePurpose | null = null, check: Check = gate.check, waitMs = SERVER_MS): Promise<Verdict> {
  const alone = await judgeAlone(scan, known, now(), purpose);
  if (!online) return alone;
  const late = new Promise<GateAnswer>((_resolve, reject) => setTimeout(() => reject(new Refusal(0, 'client.late', null)), waitMs));
  try {
    const answer = await Promise.race([check(scan, purpose), late]);
    const shown = answer.form ?? (answer.shown === 'code' ? 'unknown' : (answer.shown ?? 'unknown'));
    return { by: 'server', light: answer.answer, answer, shown, claims: alone.claims };
  } catch (reason) {
    const silent = reason instanceof Refusal && (reason.unreachable || reason.status === 401 || reason.status >= 500 || reason.code === 'access.refused');
    if (silent || ('code' in scan && scan.code.startsWith(PREFIX))) return alone;
    throw reason;
  }
}

/** The credential a verdict is about, for the passage a gate may have to keep. */
export function credentialOf(verdict: Verdict): string | null {
  return verdict.claims?.credentialId ?? null;
}

/** In a group: this one could not be looked up, since the keeper has had the look-ups of this hour; the others were. */
export function notLookedUp(code: string): Verdict {
  return { by: 'phone', light: 'unsure', shown: shownKind(code), reasonClass: 'not_looked_up', reason: 'reasonNotLookedUp', todo: 'doNotLookedUp', rule: null, sentence: null, askPurpose: false, papersByEye: false, claims: null };
}

/** True for the refusals of a limit on look-ups. */
export function atLimit(reason: unknown): boolean {
  return reason instanceof Refusal && (reason.code === 'gate.lookups_many' || reason.code === 'gate.lookups_held');
}
