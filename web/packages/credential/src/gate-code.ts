import { type Bytes, decodeBase45, encodeBase45 } from './base45.ts';
import { type Cbor, Tagged, decodeCbor, encodeCbor } from './cbor.ts';
import { type RefusalReason, Unreadable } from './refusal.ts';

export const PREFIX = 'PCV1:';
/** A live code with its proof has at most 400 bytes, 605 characters; more is not ours. */
export const MAX_TEXT = 700;
/** How far this phone's clock may be behind the issuer's, in ms. */
export const CLOCK_DIFFERENCE_MS = 120_000;
/** How often a phone proves itself anew, in ms. */
export const PROOF_EVERY_MS = 30_000;
/** How far the instant of a proof may be from the gate's, to either side, unless told otherwise, in ms. */
export const PROOF_TOLERANCE_MS = 60_000;
const MAX_AHEAD_S = 7 * 24 * 3600;
const MAX_LIVE_S = 24 * 3600;
const MAX_PRINTED_S = 7 * 24 * 3600;

const COSE_SIGN1 = 18;
const ALG = 1;
const KID = 4;
const ES256 = -7;
const PROFILE = -70001;
const SEALED = -70002;
const VERSION = 1;

const COLOURS = ['GREEN', 'YELLOW', 'RED'] as const;
const FORMS = ['LIVE', 'PRINTED'] as const;
export type PassColour = (typeof COLOURS)[number];

/** What a gate learns from a code. Never a name, a number, a dose or a diagnosis. Times in ms since 1970. */
export interface GateClaims {
  readonly credentialId: string;
  readonly floorColour: PassColour;
  readonly residenceColour: PassColour;
  readonly area: string;
  readonly asOf: number;
  readonly issuedAt: number;
  /** The instant of issue, or later on a code of a strip fetched for days offline. */
  readonly validFrom: number;
  readonly expiresAt: number;
  readonly form: (typeof FORMS)[number];
  readonly holder: { readonly salt: Bytes; readonly hash: Bytes };
  /** x‖y of the phone's key; null exactly when printed. */
  readonly deviceKey: Bytes | null;
}

export interface TrustedKey {
  /** Lower-case hex of the 8-byte key id in the code. */
  readonly kid: string;
  /** Coordinates of the P-256 point, base64url without padding. */
  readonly x: string;
  readonly y: string;
  /** First instant at which codes were issued with it, and first at which no more are. ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
}

/** There is no third state. */
export type Opened = { readonly kind: 'verified'; readonly claims: GateClaims; readonly kid: string } | { readonly kind: 'refused'; readonly reason: RefusalReason };

export const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

interface Signed {
  readonly header: Bytes;
  /** Null where a phone signed: its key stands in the code. */
  readonly kid: string | null;
  readonly payload: Bytes;
  readonly signature: Bytes;
}

/** RFC 9052 §4.2: tagged, four parts, algorithm and key id in the protected header, nothing unprotected. */
function readSign1(bytes: Bytes): Signed {
  const outer = decodeCbor(bytes);
  const parts = outer instanceof Tagged && outer.tag === COSE_SIGN1 ? outer.value : null;
  if (!Array.isArray(parts) || parts.length !== 4) throw new Unreadable('structure');
  const [header, unprotected, payload, signature] = parts as readonly Cbor[];
  if (
    !(header instanceof Uint8Array) ||
    !(unprotected instanceof Map) ||
    unprotected.size !== 0 ||
    !(payload instanceof Uint8Array) ||
    !(signature instanceof Uint8Array) ||
    signature.length !== 64
  ) {
    throw new Unreadable('structure');
  }
  const fields = decodeCbor(header);
  if (!(fields instanceof Map) || fields.size !== (fields.has(KID) ? 2 : 1) || fields.get(ALG) !== ES256) throw new Unreadable('algorithm');
  const kid = fields.get(KID);
  if (kid === undefined) return { header, kid: null, payload, signature };
  if (!(kid instanceof Uint8Array) || kid.length !== 8) throw new Unreadable('structure');
  return { header, kid: hex(kid), payload, signature };
}

/** RFC 9052 §4.4: the Sig_structure. */
export function toBeSigned(header: Bytes, payload: Bytes): Bytes {
  return encodeCbor(['Signature1', header, new Uint8Array(0), payload]);
}

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ES256_CRYPTO = { name: 'ECDSA', hash: 'SHA-256' } as const;

async function fits(signed: Signed, key: { readonly x: string; readonly y: string } | Bytes): Promise<boolean> {
  try {
    const publicKey =
      key instanceof Uint8Array
        ? await crypto.subtle.importKey('raw', Uint8Array.of(4, ...key), P256, false, ['verify'])
        : await crypto.subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x: key.x, y: key.y }, P256, false, ['verify']);
    return await crypto.subtle.verify(ES256_CRYPTO, publicKey, signed.signature, toBeSigned(signed.header, signed.payload));
  } catch {
    return false;
  }
}

function bytesOf(value: Cbor | undefined, length: number): Bytes {
  if (value instanceof Uint8Array && value.length === length) return value;
  throw new Unreadable('schema');
}

function numberOf(value: Cbor | undefined): number {
  if (typeof value === 'number') return value;
  throw new Unreadable('schema');
}

function oneOf<V>(values: readonly V[], value: Cbor | undefined): V {
  const found = typeof value === 'number' ? values[value] : undefined;
  if (found === undefined) throw new Unreadable('schema');
  return found;
}

function claimsOf(payload: Bytes): GateClaims {
  const map = decodeCbor(payload);
  const profile = map instanceof Map ? map.get(PROFILE) : undefined;
  if (!(map instanceof Map) || map.get(1) !== 'VN' || !(profile instanceof Map) || profile.size !== 8 || profile.get(1) !== VERSION) throw new Unreadable('schema');
  const area = profile.get(4);
  if (map.size !== 5 + Number(map.has(8)) + Number(map.has(5)) || typeof area !== 'string' || area.length > 16) throw new Unreadable('schema');
  const deviceKey = map.has(8) ? bytesOf(map.get(8), 64) : null;
  const expires = numberOf(map.get(4));
  const issued = numberOf(map.get(6));
  const form = oneOf(FORMS, profile.get(8));
  const from = map.has(5) ? numberOf(map.get(5)) : issued;
  if (map.has(5) && (from <= issued || from - issued > MAX_AHEAD_S)) throw new Unreadable('schema');
  if ((form === 'LIVE') !== (deviceKey !== null)) throw new Unreadable('schema');
  const life = expires - from;
  if (life <= 0 || life > (form === 'LIVE' ? MAX_LIVE_S : MAX_PRINTED_S)) throw new Unreadable('schema');
  return {
    credentialId: hex(bytesOf(map.get(7), 16)),
    floorColour: oneOf(COLOURS, profile.get(2)),
    residenceColour: oneOf(COLOURS, profile.get(3)),
    area,
    asOf: numberOf(profile.get(5)) * 1000,
    issuedAt: issued * 1000,
    validFrom: from * 1000,
    expiresAt: expires * 1000,
    form,
    holder: { salt: bytesOf(profile.get(6), 8), hash: bytesOf(profile.get(7), 8) },
    deviceKey,
  };
}

function readText(text: string): Signed {
  if (!text.startsWith(PREFIX)) throw new Unreadable('not_ours');
  if (text.length > MAX_TEXT) throw new Unreadable('too_large');
  return readSign1(decodeBase45(text.slice(PREFIX.length)));
}

async function openSigned(signed: Signed, keys: readonly TrustedKey[], nowMs: number): Promise<{ readonly claims: GateClaims; readonly kid: string }> {
  const { kid } = signed;
  if (kid === null) throw new Unreadable('structure');
  const key = keys.find((candidate) => candidate.kid === kid);
  if (key === undefined) throw new Unreadable('unknown_key');
  if (!(await fits(signed, key))) throw new Unreadable('signature');
  const claims = claimsOf(signed.payload);
  if (claims.issuedAt < Date.parse(key.notBefore) || claims.issuedAt >= Date.parse(key.notAfter)) throw new Unreadable('key_not_in_use');
  if (claims.validFrom > nowMs + CLOCK_DIFFERENCE_MS) throw new Unreadable('not_yet_valid');
  if (nowMs >= claims.expiresAt) throw new Unreadable('expired');
  return { claims, kid };
}

async function answered(work: () => Promise<{ readonly claims: GateClaims; readonly kid: string }>): Promise<Opened> {
  try {
    return { kind: 'verified', ...(await work()) };
  } catch (problem) {
    if (problem instanceof Unreadable) return { kind: 'refused', reason: problem.reason };
    throw problem;
  }
}

/**
 * Opens what is shown at a gate as of `nowMs`. The steps in order, each with its refusal: prefix, size, Base45, CBOR,
 * structure, algorithm, key, signature, schema, key in use at issue, times of the code, device proof: there, signed by
 * the phone, fresh. A printed code has no proof and needs a document.
 */
export function openGateCode(text: string, keys: readonly TrustedKey[], nowMs: number, toleranceMs = PROOF_TOLERANCE_MS): Promise<Opened> {
  return answered(async () => {
    const outer = readText(text);
    if (outer.kid !== null) {
      const opened = await openSigned(outer, keys, nowMs);
      if (opened.claims.deviceKey !== null) throw new Unreadable('device_proof_missing');
      return opened;
    }
    const shown = decodeCbor(outer.payload);
    const at = shown instanceof Map && shown.size === 2 ? shown.get(6) : undefined;
    const sealed = shown instanceof Map ? shown.get(SEALED) : undefined;
    if (typeof at !== 'number' || !(sealed instanceof Uint8Array)) throw new Unreadable('structure');
    const opened = await openSigned(readSign1(sealed as Bytes), keys, nowMs);
    const { deviceKey } = opened.claims;
    if (deviceKey === null || !(await fits(outer, deviceKey))) throw new Unreadable('device_proof');
    if (Math.abs(at - Math.floor(nowMs / 1000)) * 1000 > toleranceMs) throw new Unreadable('device_proof_stale');
    return opened;
  });
}

/** Opens what the issuer sent, before the phone shows it. Never for a gate, where a live code needs its proof. */
export function openSealedCode(text: string, keys: readonly TrustedKey[], nowMs: number): Promise<Opened> {
  return answered(() => openSigned(readText(text), keys, nowMs));
}

/** What the phone shows: the issuer's code with a proof of this instant, by the private half of the key in the code. */
export async function proveGateCode(sealed: string, deviceKey: CryptoKey, atMs: number): Promise<string> {
  const payload = encodeCbor(
    new Map<number, Cbor>([
      [6, Math.floor(atMs / 1000)],
      [SEALED, decodeBase45(sealed.slice(PREFIX.length))],
    ]),
  );
  const header = encodeCbor(new Map([[ALG, ES256]]));
  const signature = new Uint8Array(await crypto.subtle.sign(ES256_CRYPTO, deviceKey, toBeSigned(header, payload)));
  return PREFIX + encodeBase45(encodeCbor(new Tagged(COSE_SIGN1, [header, new Map(), payload, signature])));
}

/** Bytes of base64url without padding. */
export function bytesOfBase64url(text: string): Bytes {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
}

/** The name as it stands on a unified code: capitals, no accents, single spaces. */
export function unaccented(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐðÐ]/g, 'D')
    .toUpperCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** Does the document in hand belong to the code? First 8 bytes of SHA-256(salt ‖ NAME ‖ "|" ‖ last four). */
export async function fitsHolder(holder: GateClaims['holder'], name: string, document: string): Promise<boolean> {
  const text = new TextEncoder().encode(`${unaccented(name)}|${document.replace(/\s/g, '').slice(-4)}`);
  const material = new Uint8Array(holder.salt.length + text.length);
  material.set(holder.salt);
  material.set(text, holder.salt.length);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', material));
  return holder.hash.every((byte, index) => byte === hash[index]);
}
