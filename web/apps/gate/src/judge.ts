import { type Colour, type GateAnswer, type GateKeys, Refusal, gate, now } from '@pccovid/api';
import { type GateClaims, PREFIX, type RefusalReason, openGateCode } from '@pccovid/credential';
import type { Catalogue } from '@pccovid/ui';
import type { words as catalogue } from './words.ts';

type Key = typeof catalogue extends Catalogue<infer K> ? K : never;

/** `unsure` is no answer: this phone alone cannot read the code and nobody could be asked. */
export type Light = 'go' | 'go_if' | 'stop' | 'unsure';

export type Verdict =
  | { readonly by: 'server'; readonly light: Light; readonly answer: GateAnswer; readonly claims: GateClaims | null }
  | { readonly by: 'phone'; readonly light: Light; readonly reasonClass: RefusalReason | 'verified'; readonly reason: Key; readonly todo: Key; readonly claims: GateClaims | null };

const light: Readonly<Record<Colour, Light>> = { GREEN: 'go', YELLOW: 'go_if', RED: 'stop' };

/** What the code itself says, read with the keys this phone keeps: the national floor's colour decides. */
export async function judgeAlone(text: string, keys: GateKeys | null, nowMs: number): Promise<Verdict> {
  const opened = await openGateCode(text, keys?.keys ?? [], nowMs);
  if (opened.kind === 'verified') {
    const { claims } = opened;
    const todo: Record<Colour, Key> = { GREEN: claims.form === 'PRINTED' ? 'doGoPrinted' : 'doGo', YELLOW: 'doGoIf', RED: 'doStop' };
    return { by: 'phone', light: light[claims.floorColour], reasonClass: 'verified', reason: `reason${claims.floorColour}`, todo: todo[claims.floorColour], claims };
  }
  const { reason } = opened;
  const verdict = { by: 'phone', reasonClass: reason, reason: `reason_${reason}`, claims: null } as const;
  switch (reason) {
    case 'not_ours':
      return { ...verdict, light: 'unsure', todo: 'doOtherOffline' };
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

/** Longest wait for the server while the person stands there, in ms. */
export const SERVER_MS = 4_000;

type Check = (code: string) => Promise<GateAnswer>;

/** The server's answer if it comes in time (it knows the local rules and what changed), else the code's own. */
export async function judge(text: string, keys: GateKeys | null, online: boolean, check: Check = gate.check, waitMs = SERVER_MS): Promise<Verdict> {
  const alone = await judgeAlone(text, keys, now());
  if (!online) return alone;
  const late = new Promise<GateAnswer>((_resolve, reject) => setTimeout(() => reject(new Refusal(0, 'client.late', null)), waitMs));
  try {
    const answer = await Promise.race([check(text), late]);
    return { by: 'server', light: answer.answer, answer, claims: alone.claims };
  } catch (reason) {
    const silent = reason instanceof Refusal && (reason.unreachable || reason.status === 401 || reason.status === 403 || reason.status >= 500);
    if (silent || text.startsWith(PREFIX)) return alone;
    throw reason;
  }
}
