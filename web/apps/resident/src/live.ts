import { type LiveCode, now } from '@pccovid/api';
import { PROOF_EVERY_MS, proveGateCode } from '@pccovid/credential';
import { renderSVG } from 'uqr';
import { type DeviceKey, freshDeviceKey } from './device-key.ts';

/** A code of this phone: what the issuer sent, the key that shows it, and how far this phone's clock is off. */
export interface HeldCode extends LiveCode {
  /** Null on a phone without keys: then the code is shown as it is and needs a document. */
  readonly deviceKey: CryptoKey | null;
  /** The server's time less this phone's, in ms, learnt when the code was fetched. */
  readonly clockOffsetMs: number;
}

/** The server tells whole seconds: half of one is the best guess, and half the way there and back. */
export function clockOffset(issuedAtMs: number, sentMs: number, gotMs: number): number {
  const seen = issuedAtMs + 500 - (sentMs + gotMs) / 2;
  // Within what a network and a rounded second explain, the clock is right.
  return Math.abs(seen) <= 500 + (gotMs - sentMs) / 2 ? 0 : Math.round(seen);
}

/** Fetches a code for a key made for it alone. */
export async function fetchCode(ask: (devicePublicKey?: string) => Promise<LiveCode>): Promise<HeldCode> {
  const key: DeviceKey | null = await freshDeviceKey();
  const sent = now();
  const code = await ask(key?.publicKey);
  return { ...code, deviceKey: key?.privateKey ?? null, clockOffsetMs: clockOffset(Date.parse(code.issuedAt), sent, now()) };
}

export interface Shown {
  readonly text: string;
  readonly svg: string;
}

/** What stands on the screen at this instant, in ms of the server's time. */
export async function show(code: HeldCode, instantMs: number): Promise<Shown> {
  if (code.deviceKey === null) return { text: code.code, svg: code.svg };
  const text = await proveGateCode(code.code, code.deviceKey, instantMs);
  return { text, svg: renderSVG(text, { ecc: 'M', border: 4 }) };
}

/** The instant of the proof to show now: a new one every 30 seconds. */
export function proofInstant(nowMs: number): number {
  return Math.floor(nowMs / PROOF_EVERY_MS) * PROOF_EVERY_MS;
}
